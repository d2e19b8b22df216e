// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.arc.ArcFindings;
import io.postern.arc.ChainValidationStatus;
import io.postern.dkim.DkimOutcome;
import io.postern.dkim.DkimReason;
import io.postern.dmarc.DmarcOutcome;
import io.postern.policy.DmarcAction;
import io.postern.policy.Mode;
import io.postern.spf.SpfFindings;
import io.postern.value.DomainName;
import io.postern.value.Problem;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counters and log line of decisions, once a message. Thread-safe. */
public final class AuthenticationReport {
    private static final Logger LOGGER = LoggerFactory.getLogger("io.postern.dmarc");
    /** Signatures that a line tells of. Ours. */
    private static final int MAX_SHOWN = 5;

    private final Counters counters;
    private final Mode mode;

    AuthenticationReport(Counters counters, Mode mode) {
        this.counters = counters;
        this.mode = mode;
    }

    /** Counts a decision and logs it. */
    public void decided(AuthenticationDecision decision, String mailName) {
        count(decision);
        LOGGER.info("{}", line(decision, mailName));
    }

    /** Counts and logs that a mail was not looked at. */
    public void skipped(String reason, String mailName) {
        counters.count("dmarc.skipped." + reason);
        LOGGER.info(
                "{}",
                new LogLine().add("dmarc", "skipped").add("reason", reason).add("mail", mailName));
    }

    private void count(AuthenticationDecision decision) {
        List<DkimOutcome> signatures = decision.findings().dkim().outcomes();
        if (signatures.isEmpty()) {
            counters.count("dkim.result.none");
        }
        for (DkimOutcome outcome : signatures) {
            counters.count("dkim.result." + outcome.result().keyword());
            for (DkimReason reason : outcome.reasons()) {
                counters.count("dkim.reason." + reason.keyword());
            }
        }
        counters.count("arc.state." + decision.findings().arc().state().keyword());
        counters.count("dmarc.status." + decision.status().keyword());
        if (decision.skipped().isPresent()) {
            counters.count("dmarc.skipped." + decision.skipped().get());
            return;
        }
        DmarcOutcome outcome = decision.findings().dmarc();
        counters.count("dmarc.result." + outcome.result().keyword());
        if (outcome.methodsDiffer()) {
            counters.count("dmarc.methodsDiffer");
        }
        DmarcAction action = decision.dmarc().action();
        boolean carriedOut = action instanceof DmarcAction.Accept || action instanceof DmarcAction.Tag;
        boolean onlyObserved = !carriedOut && mode != Mode.ENFORCE;
        counters.count((onlyObserved ? "dmarc.observed." : "dmarc.action.") + action.keyword());
        decision.dmarc()
                .overrides()
                .forEach(override ->
                        counters.count("dmarc.override." + override.type().keyword()));
    }

    private LogLine line(AuthenticationDecision decision, String mailName) {
        DmarcOutcome outcome = decision.findings().dmarc();
        LogLine line = new LogLine()
                .add(
                        "dmarc",
                        decision.skipped().isPresent()
                                ? "off"
                                : outcome.result().keyword())
                .add(
                        "author_domain",
                        outcome.authorDomain().map(DomainName::value).orElse(""))
                .add("status", decision.status().keyword())
                .add("action", decision.dmarc().action().keyword())
                .add("mode", mode.keyword())
                .add("mail", mailName)
                .add("client_ip", decision.facts().client().toString())
                .add("mail_from", decision.facts().mailFrom().text())
                .add(
                        "spf",
                        decision.findings().spf().map(AuthenticationReport::spf).orElse("unchecked"))
                .add("dkim", dkim(decision.findings().dkim().outcomes()))
                .add("arc", decision.findings().arc().state().keyword())
                .add("policy", outcome.domainPolicy())
                .add("used_domain", outcome.usedDomain())
                .add("align_spf", AuthenticationDesk.yesNo(outcome.alignmentSpf()))
                .add("align_dkim", AuthenticationDesk.yesNo(outcome.alignmentDkim()))
                .add("reason", decision.dmarc().reason());
        outcome.problem().map(Problem::detail).ifPresent(detail -> line.add("problem", detail));
        ArcFindings chain = decision.findings().arc();
        if (chain.state() != ChainValidationStatus.NONE) {
            line.add("arc_domains", String.join(",", chain.domains()));
            line.add("arc_reason", chain.reasonText());
        }
        if (chain.state() == ChainValidationStatus.PASS) {
            // Exim's mark of such a message
            line.add("exim", "ARC");
        }
        return line;
    }

    private static String spf(SpfFindings findings) {
        return findings.mailFrom().result().keyword();
    }

    private static String dkim(List<DkimOutcome> signatures) {
        if (signatures.isEmpty()) {
            return "none";
        }
        String shown = signatures.stream()
                .limit(MAX_SHOWN)
                .map(outcome -> outcome.result().keyword() + "/"
                        + outcome.label().selector() + "@" + outcome.label().domain())
                .collect(Collectors.joining(","));
        int left = signatures.size() - MAX_SHOWN;
        return left > 0 ? shown + ",and-" + left + "-more" : shown;
    }
}

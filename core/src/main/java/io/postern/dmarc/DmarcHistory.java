// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import io.postern.spf.SpfResult;
import io.postern.value.Ascii;
import io.postern.value.DomainName;
import io.postern.value.IpAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One message in the form that Exim's {@code dmarc_history_file} has and that {@code opendmarc-import} reads: lines of
 * a key, a blank and a value, ended by LF; {@code job} begins a block. Only a message to which a policy record applies
 * has one.
 *
 * @param job the message's id here
 * @param reporter this host's name
 * @param received when the message came
 * @param client who brought it
 * @param mailFromDomain of the reverse-path; empty for the null sender; untrusted text
 * @param action what was done
 * @param arc if ARC was evaluated
 */
public record DmarcHistory(
        String job,
        String reporter,
        Instant received,
        IpAddress client,
        String mailFromDomain,
        Action action,
        Optional<ArcEvidence> arc) {
    /** What was done, with OpenDMARC's number. */
    public enum Action {
        REJECT(0),
        DISCARD(1),
        ACCEPT(2),
        TEMPFAIL(3),
        QUARANTINE(4);

        private final int code;

        Action(int code) {
            this.code = code;
        }
    }

    /** Signatures and ARC sets that are written. Ours; RFC 8617 §4.2.1 has at most 50 sets. */
    public static final int MAX_ENTRIES = 50;

    private static final int MAX_VALUE = 255;
    private static final int ALIGNED = 4;
    private static final int NOT_ALIGNED = 5;
    private static final int POLICY_PASS = 15;

    /** The block, ASCII octets with LF at its end; empty where no policy record applies. */
    public Optional<byte[]> block(DmarcOutcome outcome) {
        return outcome.discovery().policy().map(policy -> text(outcome, policy).getBytes(StandardCharsets.US_ASCII));
    }

    private String text(DmarcOutcome outcome, AppliedPolicy policy) {
        StringBuilder out = new StringBuilder(600);
        line(out, "job", word(job));
        line(out, "reporter", word(reporter));
        line(out, "received", received.getEpochSecond());
        line(out, "ipaddr", client);
        line(out, "from", outcome.authorDomain().map(DomainName::value).orElse("-"));
        line(out, "mfrom", mailFromDomain.isEmpty() ? "" : word(mailFromDomain));
        SpfEvidence spf = outcome.request().spf();
        if (!spf.equals(SpfEvidence.NONE)) {
            line(out, "spf", code(spf.result()));
        }
        outcome.request().signatures().stream()
                .limit(MAX_ENTRIES)
                // opendmarc-import takes what stands second for the selector, so there must be one
                .forEach(signature -> line(
                        out,
                        "dkim",
                        word(signature.domain().value()) + " " + word(signature.selector()) + " "
                                + code(signature.verdict())));
        policyLines(out, outcome, policy);
        arc.ifPresent(evidence -> arcLines(out, evidence));
        return out.toString();
    }

    private void policyLines(StringBuilder out, DmarcOutcome outcome, AppliedPolicy policy) {
        DmarcRecord record = policy.record();
        line(out, "pdomain", word(policy.recordDomain().value()));
        line(out, "policy", policyCode(outcome));
        if (record.aggregateReports().isEmpty()) {
            line(out, "rua", "-");
        }
        record.aggregateReports().forEach(uri -> line(out, "rua", word(uri.toString(), 2_000)));
        // RFC 9989 §4.7 has no pct; the importer wants one
        line(out, "pct", 100);
        line(out, "adkim", letter(record.dkimAlignment().keyword()));
        line(out, "aspf", letter(record.spfAlignment().keyword()));
        line(out, "p", letter(record.atItself().keyword()));
        line(out, "sp", record.subdomainPolicy().map(sp -> letter(sp.keyword())).orElse(0));
        line(out, "align_dkim", outcome.alignmentDkim() ? ALIGNED : NOT_ALIGNED);
        line(out, "align_spf", outcome.alignmentSpf() ? ALIGNED : NOT_ALIGNED);
        line(out, "action", action.code);
    }

    private static void arcLines(StringBuilder out, ArcEvidence arc) {
        int result =
                switch (arc.result()) {
                    case PASS -> 0;
                    case NONE -> 6;
                    case FAIL -> 7;
                };
        int effect =
                switch (arc.effect()) {
                    case USED -> 0;
                    case UNUSED -> 1;
                    case FAILED -> 2;
                };
        line(out, "arc", result);
        line(out, "arc_policy", effect + " json:" + json(arc.sets()));
    }

    private static String json(List<ArcEvidence.Seal> sets) {
        return sets.stream()
                .limit(MAX_ENTRIES)
                .map(set -> "{ \"i\": " + set.instance() + ", \"d\":\""
                        + jsonWord(set.domain().value()) + "\", \"s\":\"" + jsonWord(set.selector()) + "\", \"ip\":\""
                        + jsonWord(set.client()) + "\" }")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static int policyCode(DmarcOutcome outcome) {
        if (outcome.result() == DmarcResult.PASS) {
            return POLICY_PASS;
        }
        return switch (outcome.publishedDisposition()) {
            case REJECT -> 16;
            case QUARANTINE -> 17;
            case NONE -> 18;
        };
    }

    private static int code(SpfResult result) {
        return switch (result) {
            case PASS -> 0;
            case SOFTFAIL -> 2;
            case NEUTRAL -> 3;
            case TEMPERROR -> 4;
            case PERMERROR -> 5;
            case NONE -> 6;
            case FAIL -> 7;
        };
    }

    private static int code(SignedDomain.Verdict verdict) {
        return switch (verdict) {
            case PASS, UNCOUNTED_PASS -> 0;
            case NEUTRAL -> 3;
            case TEMPERROR -> 4;
            case PERMERROR -> 5;
            case FAIL -> 7;
            case POLICY -> 8;
        };
    }

    private static int letter(String keyword) {
        return keyword.charAt(0);
    }

    private static void line(StringBuilder out, String key, Object value) {
        out.append(key).append(' ').append(value).append('\n');
    }

    private static String word(String remote) {
        return word(remote, MAX_VALUE);
    }

    /** One word: printable, without blanks, never empty, so that no value makes a line or a column of its own. */
    private static String word(String remote, int maxLength) {
        String text = Ascii.printable(remote, maxLength).replace(' ', '?');
        return text.isEmpty() ? "-" : text;
    }

    private static String jsonWord(String remote) {
        return Ascii.printable(remote, MAX_VALUE)
                .replace(' ', '?')
                .replace('"', '?')
                .replace('\\', '?');
    }
}

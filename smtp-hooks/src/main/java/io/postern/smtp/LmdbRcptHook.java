// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.backend.lmdb.UnusableFile;
import io.postern.james.BadConfiguration;
import io.postern.james.LogLine;
import io.postern.james.LookupMap;
import io.postern.james.LookupSubject;
import io.postern.james.Parameter;
import io.postern.james.Parameters;
import io.postern.james.PosternServices;
import io.postern.james.Replies;
import io.postern.lookup.LookupOutcome;
import io.postern.policy.AccessVerdict;
import io.postern.policy.Mode;
import io.postern.smtp.LmdbRcptHookParameter.Check;
import io.postern.value.Parsed;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.commons.configuration2.Configuration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.domainlist.api.DomainListException;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.RcptHook;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tables that decide about recipients. The checks are carried out in their order; the first that finds something
 * decides. The documentation is docs/lmdb.md.
 *
 * <p>A lookup is made on the thread that James calls with: on 3.8.1 one that serves other connections too. It blocks
 * for reads of a memory map, which are microseconds where the file is in the system's cache and a disk read where it is
 * not; with {@code locking=postfix} also while Postfix writes the table, 2 s at most.
 */
public final class LmdbRcptHook implements RcptHook {
    /** What this class may be told. */
    public static final List<Parameter> PARAMETERS = List.of(LmdbRcptHookParameter.values());

    private static final Logger LOGGER = LoggerFactory.getLogger(LmdbRcptHook.class);

    private static final HookResult RELAY = HookResult.OK;

    /** A check and its table. */
    private record Table(LookupSubject subject, LookupMap map) {}

    /** What a table said, and which. */
    private record Finding(Table table, AccessVerdict verdict, String detail) {}

    /** What {@link #init} read. */
    private record Setup(Mode mode, List<Table> tables, boolean skipAuthenticated, boolean allowRelay) {}

    private final PosternServices services;
    private final HandlerChain chain;
    private final DomainList domains;
    private @Nullable Setup setup;

    @Inject
    public LmdbRcptHook(PosternServices services, HandlerChain chain, DomainList domains) {
        this.services = services;
        this.chain = chain;
        this.domains = domains;
    }

    @Override
    public void init(Configuration configuration) throws ConfigurationException {
        Parameters parameters = Parameters.ofHandler(LmdbRcptHook.class, configuration, PARAMETERS);
        chain.check();
        Mode mode = parameters.get(LmdbRcptHookParameter.MODE, Mode.class);
        boolean allowRelay = parameters.get(LmdbRcptHookParameter.ALLOW_RELAY, Boolean.class);
        List<Table> tables = new ArrayList<>();
        for (Check check : parameters.list(LmdbRcptHookParameter.CHECKS, Check.class)) {
            LookupMap map = services.maps().get(place(), check.map());
            if (!allowRelay) {
                requireNoRelay(map);
            }
            tables.add(new Table(check.subject(), map));
        }
        boolean skip = parameters
                .get(LmdbRcptHookParameter.AUTHENTICATED, String.class)
                .equals("skip");
        setup = new Setup(mode, List.copyOf(tables), skip, allowRelay);
        LOGGER.info("LmdbRcptHook mode={} checks={}", mode.keyword(), tables.size());
    }

    private static String place() {
        return "smtpserver.xml, <handler class=\"" + LmdbRcptHook.class.getName() + "\">, checks";
    }

    /** The values that a table has now. What a writer puts there later has no effect, and is logged. */
    private static void requireNoRelay(LookupMap map) throws BadConfiguration {
        try {
            Optional<String> key = map.keyOf(value -> AccessVerdict.parse(value)
                    .ok()
                    .filter(AccessVerdict.Relay.class::isInstance)
                    .isPresent());
            if (key.isPresent()) {
                throw new BadConfiguration(place() + ": map " + map.name() + " has RELAY for '"
                        + LogLine.printable(key.get()) + "'; allowed with allowRelay=true only");
            }
        } catch (UnusableFile unusable) {
            throw new BadConfiguration(place() + ": map " + map.name() + ": " + unusable.text());
        }
    }

    @Override
    public HookResult doRcpt(SMTPSession session, MaybeSender sender, MailAddress recipient) {
        Setup here = Objects.requireNonNull(setup, "init was not called");
        if (here.mode == Mode.OFF || (here.skipAuthenticated && SessionFacts.isAuthenticated(session))) {
            return HookResult.DECLINED;
        }
        try {
            Optional<Finding> finding = find(here, session, sender, recipient);
            return finding.isPresent() ? decided(here, finding.get(), session, recipient) : HookResult.DECLINED;
        } catch (DomainListException | RuntimeException e) {
            LOGGER.error("session={}: map check failed", session.getSessionID(), e);
            services.counters().count("lmdb.failure");
            return here.mode == Mode.ENFORCE ? Failures.DEFERRED : HookResult.DECLINED;
        }
    }

    private static Optional<Finding> find(Setup here, SMTPSession session, MaybeSender sender, MailAddress recipient) {
        String client = SessionFacts.client(session).toString();
        for (Table table : here.tables) {
            LookupOutcome outcome = table.map.lookup(table.subject.of(sender, recipient, client));
            if (outcome instanceof LookupOutcome.Failed failed) {
                return Optional.of(
                        new Finding(table, AccessVerdict.unknown(), failed.why().detail()));
            }
            if (outcome instanceof LookupOutcome.Found found) {
                return Optional.of(finding(table, found));
            }
        }
        return Optional.empty();
    }

    private static Finding finding(Table table, LookupOutcome.Found found) {
        Parsed<AccessVerdict> parsed = AccessVerdict.parse(found.value());
        return parsed.fold(
                verdict -> new Finding(table, verdict, "key " + found.key()),
                bad -> new Finding(table, AccessVerdict.unknown(), "value of " + found.key() + ": " + bad.message()));
    }

    private HookResult decided(Setup here, Finding finding, SMTPSession session, MailAddress recipient)
            throws DomainListException {
        if (finding.verdict instanceof AccessVerdict.Pass) {
            return HookResult.DECLINED;
        }
        if (finding.verdict instanceof AccessVerdict.Relay) {
            return relay(here, finding, session, recipient);
        }
        AccessVerdict.Refuse refuse = (AccessVerdict.Refuse) finding.verdict;
        report(here, finding, refuse.action().word().keyword(), session, recipient);
        return here.mode == Mode.ENFORCE ? Replies.hookResult(refuse.action()) : HookResult.DECLINED;
    }

    /** A recipient of a local domain is for James to accept or to refuse, whatever the table says. */
    private HookResult relay(Setup here, Finding finding, SMTPSession session, MailAddress recipient)
            throws DomainListException {
        if (domains.containsDomain(recipient.getDomain())) {
            return HookResult.DECLINED;
        }
        if (!here.allowRelay) {
            report(here, finding, "relay-not-allowed", session, recipient);
            return HookResult.DECLINED;
        }
        report(here, finding, "relay", session, recipient);
        return here.mode == Mode.ENFORCE ? RELAY : HookResult.DECLINED;
    }

    private void report(Setup here, Finding finding, String action, SMTPSession session, MailAddress recipient) {
        services.counters()
                .count("lmdb." + (here.mode == Mode.ENFORCE ? "action." : "observed.") + action.replace('-', '_'));
        LOGGER.info(
                "{}",
                new LogLine()
                        .add("rcpt", recipient.asString())
                        .add("action", action)
                        .add("mode", here.mode.keyword())
                        .add("session", session.getSessionID())
                        .add("subject", finding.table.subject.keyword())
                        .add("map", finding.table.map.name())
                        .add("detail", finding.detail));
    }
}

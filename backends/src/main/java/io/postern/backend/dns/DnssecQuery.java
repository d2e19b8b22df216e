// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.dns;

import io.postern.dns.Dnssec;
import io.postern.value.ProblemKind;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.dnssec.R;
import org.xbill.DNS.dnssec.ValidatingResolver;

/**
 * One query and how far its answer can be believed, by the configured {@link DnssecMode}.
 *
 * <p>dnsjava's validator says SERVFAIL for a bogus answer; since {@link Upstream} lets no SERVFAIL of a server through,
 * that is the only one. It sets AD on a secure answer and writes the reason of an insecure one into the additional
 * section. An answer with neither is one that the validator gave up on: when a key could not be fetched for a negative
 * answer it passes that answer on as if it were insecure, which would let anybody who can drop packets take DANE away
 * (RFC 7672 §2.1.2). Here such a failure fails the query, and what remains is {@link Dnssec#INDETERMINATE}.
 */
final class DnssecQuery {
    /** A message and what it is worth. */
    record Verified(Message message, Dnssec dnssec) {}

    private final Upstream upstream;
    private final DnssecMode mode;
    private final Executor executor;
    private final Optional<ValidatingResolver> validator;

    DnssecQuery(DnsSettings settings, Clock clock, Executor executor) {
        this.mode = settings.dnssec();
        this.executor = executor;
        Optional<TrustAnchors> anchors = mode == DnssecMode.VALIDATE
                ? Optional.of(TrustAnchors.read(settings.trustAnchors()))
                : Optional.empty();
        this.upstream = new Upstream(settings, anchors.map(Scrubber::new));
        this.validator = anchors.map(read -> validator(upstream, read, clock));
    }

    /** From now on every query fails. */
    void close() {
        upstream.close();
    }

    CompletionStage<Verified> ask(Name name, int type) {
        Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        return switch (mode) {
            case OFF -> upstream.sendAsync(query, executor).thenApply(m -> new Verified(m, Dnssec.INSECURE));
            case TRUST_AD -> upstream.sendAsync(asking(query), executor).thenApply(DnssecQuery::byFlag);
            case VALIDATE -> validate(query);
        };
    }

    // RFC 6840 §5.7: AD in a query asks for AD in the answer
    private static Message asking(Message query) {
        query.getHeader().setFlag(Flags.AD);
        return query;
    }

    private static Verified byFlag(Message answer) {
        return new Verified(answer, secure(answer) ? Dnssec.SECURE : Dnssec.INSECURE);
    }

    private CompletionStage<Verified> validate(Message query) {
        FailureLog log = new FailureLog(executor);
        return validator.orElseThrow().sendAsync(query, log).thenApply(answer -> judged(answer, log));
    }

    private static Verified judged(Message answer, FailureLog log) {
        if (secure(answer)) {
            return new Verified(answer, Dnssec.SECURE);
        }
        log.first().ifPresent(problem -> {
            throw new UnusableAnswer(problem);
        });
        Optional<String> reason = reason(answer);
        if (answer.getRcode() == Rcode.SERVFAIL) {
            throw new UnusableAnswer(ProblemKind.DNS_BOGUS, reason.orElse("bogus"));
        }
        return new Verified(answer, reason.isPresent() ? Dnssec.INSECURE : Dnssec.INDETERMINATE);
    }

    private static boolean secure(Message answer) {
        return answer.getHeader().getFlag(Flags.AD);
    }

    private static Optional<String> reason(Message answer) {
        return answer.getSection(Section.ADDITIONAL).stream()
                .filter(record -> record.getDClass() == ValidatingResolver.VALIDATION_REASON_QCLASS)
                .map(record -> String.join("", ((TXTRecord) record).getStrings()))
                .findFirst();
    }

    private static ValidatingResolver validator(Upstream upstream, TrustAnchors anchors, Clock clock) {
        // messages without a resource bundle: the class path of a server may hold another messages.properties
        R.setUseNeutralMessages(true);
        ValidatingResolver validator = new ValidatingResolver(upstream, clock);
        anchors.giveTo(validator);
        return validator;
    }
}

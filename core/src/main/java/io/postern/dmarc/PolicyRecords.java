// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import io.postern.dns.DnsAnswer;
import io.postern.dns.DnsResolver;
import io.postern.dns.RecordType;
import io.postern.dns.TxtRecord;
import io.postern.value.Ascii;
import io.postern.value.DomainName;
import io.postern.value.Problem;
import io.postern.value.RecentlyRead;
import io.postern.value.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What one evaluation asks of DNS: each question once, in the order in which it is asked. Used by one step of the
 * evaluation at a time, so it needs no lock.
 */
final class PolicyRecords {
    private static final String PREFIX = "_dmarc.";
    private static final int MAX_SHOWN = 300;

    private final DnsResolver resolver;
    private final RecentlyRead<DmarcRecord> known;
    private final Trace trace;
    private final Map<DomainName, CompletableFuture<PolicyLookup>> answers;
    private final Map<DomainName, CompletableFuture<DnsAnswer<?>>> existence;
    private final List<String> queries;

    PolicyRecords(DnsResolver resolver, RecentlyRead<DmarcRecord> known, Trace trace) {
        this(resolver, known, trace, new HashMap<>(), new HashMap<>(), new ArrayList<>());
    }

    private PolicyRecords(
            DnsResolver resolver,
            RecentlyRead<DmarcRecord> known,
            Trace trace,
            Map<DomainName, CompletableFuture<PolicyLookup>> answers,
            Map<DomainName, CompletableFuture<DnsAnswer<?>>> existence,
            List<String> queries) {
        this.resolver = resolver;
        this.known = known;
        this.trace = trace;
        this.answers = answers;
        this.existence = existence;
        this.queries = queries;
    }

    /** The same that asks another resolver from now on; this one is not used any more. */
    PolicyRecords renewed(DnsResolver other) {
        return new PolicyRecords(other, known, trace, answers, existence, queries);
    }

    /** {@code name TYPE} of each question, in order. */
    List<String> queries() {
        return List.copyOf(queries);
    }

    /** The DMARC record of a name. */
    CompletableFuture<PolicyLookup> at(DomainName name) {
        CompletableFuture<PolicyLookup> answer = answers.get(name);
        if (answer == null) {
            answer = ask(name);
            answers.put(name, answer);
        }
        return answer;
    }

    /** Whether the name exists: no question where the one for its record has told already. */
    CompletableFuture<DnsAnswer<?>> existenceOf(DomainName name) {
        CompletableFuture<DnsAnswer<?>> exists = existence.get(name);
        if (exists == null) {
            queries.add(name + " A");
            exists = resolver.query(name, RecordType.A).toCompletableFuture().thenApply(answer -> answer);
            existence.put(name, exists);
        }
        return exists;
    }

    private CompletableFuture<PolicyLookup> ask(DomainName name) {
        Optional<DomainName> target = DomainName.parse(PREFIX + name.value()).ok();
        if (target.isEmpty()) {
            // a name that is too long for DNS has no record
            return CompletableFuture.completedFuture(new PolicyLookup.Absent(Existence.NON_EXISTENT));
        }
        queries.add(target.get() + " TXT");
        return resolver.query(target.get(), RecordType.TXT)
                .toCompletableFuture()
                .thenApply(answer -> {
                    PolicyLookup lookup = selected(answer);
                    trace.step("RFC 9989 §4.10", () -> target.get() + " TXT: " + described(answer, lookup));
                    return lookup;
                });
    }

    private PolicyLookup selected(DnsAnswer<TxtRecord> answer) {
        Optional<Problem> problem = answer.problem();
        if (problem.isPresent()) {
            return new PolicyLookup.Failed(problem.get());
        }
        // RFC 9989 §4.10: what is no DMARC record is discarded first; then several are all discarded
        List<String> records = dmarcRecords(answer);
        return records.size() == 1
                ? new PolicyLookup.Found(known.get(
                        records.get(0), text -> DmarcRecord.parse(text).orThrow()))
                : new PolicyLookup.Absent(
                        answer instanceof DnsAnswer.NxDomain ? Existence.NON_EXISTENT : Existence.EXISTS);
    }

    private static String described(DnsAnswer<TxtRecord> answer, PolicyLookup lookup) {
        if (lookup instanceof PolicyLookup.Failed failed) {
            return failed.why().detail();
        }
        List<String> records = dmarcRecords(answer);
        return switch (records.size()) {
            case 0 -> "no DMARC record";
            case 1 -> Ascii.printable(records.get(0), MAX_SHOWN);
            default -> records.size() + " DMARC records, all discarded";
        };
    }

    private static List<String> dmarcRecords(DnsAnswer<TxtRecord> answer) {
        List<String> records = new ArrayList<>(1);
        for (TxtRecord record : answer.recordsOrNone()) {
            String text = record.joined();
            if (DmarcRecord.isDmarc(text)) {
                records.add(text);
            }
        }
        return records;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.cassette;

import io.postern.dns.Cassette;
import io.postern.dns.DnsAnswer;
import io.postern.dns.DnsResolver;
import io.postern.dns.Dnssec;
import io.postern.dns.RecordType;
import io.postern.dns.TxtRecord;
import io.postern.value.DomainName;
import io.postern.value.ProblemKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks another resolver and notes what it says, so that the same questions can be answered again without a network.
 *
 * <p>CNAMEs are not seen from here: records stand under the name that was asked for. A name counts as secure when each
 * of its answers was. Thread-safe; a question whose answer is still on its way is not in {@link #toCassette()}.
 */
public final class RecordingResolver implements DnsResolver {
    private record Question(DomainName name, RecordType<?> type) {}

    private final DnsResolver resolver;
    private final Map<Question, DnsAnswer<?>> answers = new ConcurrentHashMap<>();

    public RecordingResolver(DnsResolver resolver) {
        this.resolver = resolver;
    }

    @Override
    public <T> CompletionStage<DnsAnswer<T>> query(DomainName name, RecordType<T> type) {
        return resolver.query(name, type).thenApply(answer -> {
            answers.put(new Question(name, type), answer);
            return answer;
        });
    }

    /** What has been answered up to now. */
    public Cassette toCassette() {
        Map<DomainName, Noted> byName = new TreeMap<>();
        answers.forEach((question, answer) ->
                byName.computeIfAbsent(question.name, name -> new Noted()).add(question.type, answer));
        Map<DomainName, Cassette.Entry> entries = new TreeMap<>();
        byName.forEach((name, noted) -> entries.put(name, noted.entry()));
        return Cassette.of(entries);
    }

    /** What was said of one name. */
    private static final class Noted {
        private final Map<String, List<TxtRecord>> records = new TreeMap<>();
        private final Map<String, Cassette.Word> words = new TreeMap<>();
        private final Set<Dnssec> seen = EnumSet.noneOf(Dnssec.class);
        private int questions;

        private <T> void add(RecordType<T> type, DnsAnswer<?> answer) {
            questions++;
            word(answer).ifPresent(word -> words.put(type.mnemonic(), word));
            List<TxtRecord> values = answer.recordsOrNone().stream()
                    .map(value -> presentation(type, value))
                    .toList();
            if (!values.isEmpty()) {
                records.put(type.mnemonic(), values);
            }
            dnssec(answer).ifPresent(seen::add);
        }

        private Cassette.Entry entry() {
            boolean secure = seen.equals(EnumSet.of(Dnssec.SECURE));
            return isNowhere() && !secure
                    ? new Cassette.Entry(Optional.of(Cassette.Word.NXDOMAIN), Map.of(), Map.of(), Dnssec.INSECURE)
                    : new Cassette.Entry(Optional.empty(), records, words, secure ? Dnssec.SECURE : Dnssec.INSECURE);
        }

        private boolean isNowhere() {
            return words.size() == questions
                    && words.values().stream().allMatch(word -> word == Cassette.Word.NXDOMAIN);
        }
    }

    private static Optional<Cassette.Word> word(DnsAnswer<?> answer) {
        if (answer instanceof DnsAnswer.NxDomain) {
            return Optional.of(Cassette.Word.NXDOMAIN);
        }
        if (answer instanceof DnsAnswer.Bogus) {
            return Optional.of(Cassette.Word.BOGUS);
        }
        return answer.problem()
                .map(why -> why.kind() == ProblemKind.DNS_TIMEOUT ? Cassette.Word.TIMEOUT : Cassette.Word.SERVFAIL);
    }

    private static Optional<Dnssec> dnssec(DnsAnswer<?> answer) {
        if (answer instanceof DnsAnswer.Found<?> found) {
            return Optional.of(found.dnssec());
        }
        if (answer instanceof DnsAnswer.NoData<?> noData) {
            return Optional.of(noData.dnssec());
        }
        return answer instanceof DnsAnswer.NxDomain<?> nxDomain ? Optional.of(nxDomain.dnssec()) : Optional.empty();
    }

    @SuppressWarnings("unchecked") // the value is an answer to a question of this type
    private static <T> TxtRecord presentation(RecordType<T> type, Object value) {
        return value instanceof TxtRecord txt ? txt : TxtRecord.of(type.format((T) value));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import io.postern.value.DomainName;
import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * A DNS world as data: it answers instead of the network. The rules are those of the cassette format
 * (docs/cassette.md); JSON is read and written in the backends module, a test may build one here.
 *
 * <p>Immutable; answers are complete when asked for.
 */
public final class Cassette implements DnsResolver {
    /** CNAMEs followed in one answer; a longer chain, or a loop, is SERVFAIL. Ours. */
    public static final int MAX_CNAMES = 8;

    /** An answer that is not a list of records. */
    public enum Word {
        SERVFAIL,
        TIMEOUT,
        BOGUS,
        NXDOMAIN
    }

    /**
     * What a cassette holds for one name. A value that its type cannot read is an {@link IllegalArgumentException}.
     *
     * @param word answers every type that neither {@code records} nor {@code typeWords} lists
     * @param records presentation forms by mnemonic; a TXT record is a {@link TxtRecord}, every other one a string
     * @param typeWords words that answer single types, by mnemonic
     * @param dnssec of this entry's answers, negative ones too
     */
    public record Entry(
            Optional<Word> word, Map<String, List<TxtRecord>> records, Map<String, Word> typeWords, Dnssec dnssec) {
        public Entry {
            records = records.entrySet().stream()
                    .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, type -> List.copyOf(type.getValue())));
            records.forEach(Entry::check);
            typeWords = Map.copyOf(typeWords);
        }

        private static void check(String mnemonic, List<TxtRecord> values) {
            if (mnemonic.equals("CNAME")) {
                if (values.size() != 1) {
                    throw new IllegalArgumentException("a name has one CNAME");
                }
                DomainName.of(values.get(0).joined());
            }
            for (RecordType<?> type : RecordType.ALL) {
                if (type.mnemonic().equals(mnemonic) && type != RecordType.TXT) {
                    values.forEach(value -> type.parse(value.joined()).orThrow());
                }
            }
        }
    }

    private static final Problem SERVFAIL = new Problem(ProblemKind.DNS_FAILURE, "SERVFAIL");

    private final Map<DomainName, Entry> entries;
    private final Set<DomainName> emptyNonTerminals = new HashSet<>();

    private Cassette(Map<DomainName, Entry> entries) {
        this.entries = Map.copyOf(entries);
        for (DomainName name : entries.keySet()) {
            String rest = name.value();
            for (int dot = rest.indexOf('.'); dot >= 0; dot = rest.indexOf('.')) {
                rest = rest.substring(dot + 1);
                emptyNonTerminals.add(DomainName.of(rest));
            }
        }
    }

    public static Cassette of(Map<DomainName, Entry> entries) {
        return new Cassette(entries);
    }

    public static Builder builder() {
        return new Builder();
    }

    public Map<DomainName, Entry> entries() {
        return entries;
    }

    @Override
    public <T> CompletionStage<DnsAnswer<T>> query(DomainName name, RecordType<T> type) {
        return CompletableFuture.completedFuture(answer(name, type));
    }

    private <T> DnsAnswer<T> answer(DomainName asked, RecordType<T> type) {
        DomainName name = asked;
        Dnssec dnssec = Dnssec.SECURE;
        for (int cnames = 0; cnames <= MAX_CNAMES; cnames++) {
            Entry entry = entries.get(name);
            if (entry == null) {
                return emptyNonTerminals.contains(name)
                        ? new DnsAnswer.NoData<>(Dnssec.INSECURE)
                        : new DnsAnswer.NxDomain<>(Dnssec.INSECURE);
            }
            dnssec = dnssec == Dnssec.SECURE ? entry.dnssec : dnssec;
            Word typeWord = entry.typeWords.get(type.mnemonic());
            List<TxtRecord> records = entry.records.get(type.mnemonic());
            List<TxtRecord> cname = entry.records.get("CNAME");
            if (typeWord != null) {
                return wordAnswer(typeWord, dnssec);
            }
            if (records != null && !records.isEmpty()) {
                return new DnsAnswer.Found<>(values(records, type), dnssec);
            }
            if (records == null && entry.word.isPresent()) {
                return wordAnswer(entry.word.get(), dnssec);
            }
            if (cname == null || cname.isEmpty()) {
                return new DnsAnswer.NoData<>(dnssec);
            }
            name = DomainName.of(cname.get(0).joined());
        }
        return new DnsAnswer.TempFail<>(SERVFAIL);
    }

    private static <T> List<T> values(List<TxtRecord> records, RecordType<T> type) {
        return records.stream().map(record -> value(record, type)).toList();
    }

    @SuppressWarnings("unchecked") // RecordType.TXT is the only type whose values are TxtRecords
    private static <T> T value(TxtRecord record, RecordType<T> type) {
        return type == RecordType.TXT ? (T) record : type.parse(record.joined()).orThrow();
    }

    private static <T> DnsAnswer<T> wordAnswer(Word word, Dnssec dnssec) {
        return switch (word) {
            case SERVFAIL -> new DnsAnswer.TempFail<>(SERVFAIL);
            case TIMEOUT -> new DnsAnswer.TempFail<>(new Problem(ProblemKind.DNS_TIMEOUT, "time-out"));
            case BOGUS -> new DnsAnswer.Bogus<>(new Problem(ProblemKind.DNS_BOGUS, "bogus"));
            case NXDOMAIN -> new DnsAnswer.NxDomain<>(dnssec);
        };
    }

    /** Writes a DNS world line by line; a bad value is an {@link IllegalArgumentException}. Not thread-safe. */
    public static final class Builder {
        private final Map<DomainName, Map<String, List<TxtRecord>>> records = new LinkedHashMap<>();
        private final Map<DomainName, Map<String, Word>> typeWords = new HashMap<>();
        private final Map<DomainName, Word> words = new HashMap<>();
        private final Set<DomainName> secure = new HashSet<>();

        private Builder() {}

        /** The name's records of one type: {@code records("example.com", "MX", "10 mx.example.com")}. */
        public Builder records(String name, String mnemonic, String... presentations) {
            return records(
                    name,
                    mnemonic,
                    List.of(presentations).stream().map(TxtRecord::of).toList());
        }

        /** As {@link #records(String, String, String...)}, with TXT records of several character-strings. */
        public Builder records(String name, String mnemonic, List<TxtRecord> values) {
            Entry.check(mnemonic, values);
            entry(name).put(mnemonic, List.copyOf(values));
            return this;
        }

        public Builder txt(String name, String... records) {
            return records(name, "TXT", records);
        }

        /** Every type of the name that has no records of its own is answered by this word. */
        public Builder word(String name, Word word) {
            entry(name);
            words.put(DomainName.of(name), word);
            return this;
        }

        public Builder word(String name, String mnemonic, Word word) {
            entry(name);
            typeWords.computeIfAbsent(DomainName.of(name), n -> new HashMap<>()).put(mnemonic, word);
            return this;
        }

        /** The name exists, without records unless others are given. */
        public Builder name(String name) {
            entry(name);
            return this;
        }

        public Builder secure(String name) {
            entry(name);
            secure.add(DomainName.of(name));
            return this;
        }

        public Cassette build() {
            Map<DomainName, Entry> entries = new HashMap<>();
            records.forEach((name, byType) -> entries.put(
                    name,
                    new Entry(
                            Optional.ofNullable(words.get(name)),
                            byType,
                            typeWords.getOrDefault(name, Map.of()),
                            secure.contains(name) ? Dnssec.SECURE : Dnssec.INSECURE)));
            return new Cassette(entries);
        }

        private Map<String, List<TxtRecord>> entry(String name) {
            return records.computeIfAbsent(DomainName.of(name), n -> new HashMap<>());
        }
    }
}

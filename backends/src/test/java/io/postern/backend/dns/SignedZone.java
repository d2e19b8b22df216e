// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.dns;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * The zone {@code example.}, signed with one key of its own, as a recursive server that passes DNSSEC records on would
 * give it out. Below a delegation without DS records stand unsigned.
 */
public final class SignedZone implements LocalAuthority.Script {
    private static final long TTL = 300;

    private final Name apex = Name.fromConstantString("example.");
    private final Instant from;
    private final Instant until;
    private final KeyPair pair;
    private final DNSKEYRecord key;
    private final NavigableMap<Name, Map<Integer, RRset>> signed = new TreeMap<>();
    private final Map<Name, Map<Integer, RRset>> unsigned = new TreeMap<>();

    /** @param at a moment within the signatures' validity, which is one day to each side */
    public SignedZone(Instant at) {
        this.from = at.minusSeconds(86_400);
        this.until = at.plusSeconds(86_400);
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            this.pair = generator.generateKeyPair();
            this.key = new DNSKEYRecord(
                    apex,
                    DClass.IN,
                    TTL,
                    DNSKEYRecord.Flags.ZONE_KEY | DNSKEYRecord.Flags.SEP_KEY,
                    DNSKEYRecord.Protocol.DNSSEC,
                    DNSSEC.Algorithm.ECDSAP256SHA256,
                    pair.getPublic());
        } catch (GeneralSecurityException | DNSSEC.DNSSECException e) {
            throw new AssertionError(e);
        }
        add(key);
        add(soa());
    }

    /** Records {@code "name ttl type rdata"} under the apex. */
    public SignedZone records(String... lines) {
        for (String line : lines) {
            add(Replies.record(line));
        }
        return this;
    }

    /** A delegation without DS, and what stands below it. */
    public SignedZone insecure(String delegation, String... lines) {
        add(Replies.record(delegation + " 300 NS ns." + delegation + "."));
        for (String line : lines) {
            Record record = Replies.record(line);
            unsigned.computeIfAbsent(record.getName(), name -> new TreeMap<>())
                    .computeIfAbsent(record.getType(), type -> new RRset())
                    .addRR(record);
        }
        return this;
    }

    /** The trust anchor for this zone, as a file would hold it. */
    public String anchor() {
        return new DSRecord(apex, DClass.IN, TTL, DNSSEC.Digest.SHA256, key) + "\n";
    }

    @Override
    public List<byte[]> answers(Message query, LocalAuthority.Transport transport) {
        return List.of(answer(query).toWire());
    }

    /** The right answer with every signature, for scripts that spoil it. */
    public Message answer(Message query) {
        Name name = query.getQuestion().getName();
        return name.subdomain(apex)
                ? follow(Replies.to(query), name, query.getQuestion().getType())
                : Replies.failing(query, Rcode.REFUSED);
    }

    private Message follow(Message answer, Name name, int type) {
        Optional<Name> cut = cutAbove(name, type);
        if (cut.isPresent()) {
            return below(answer, name, type, cut.get());
        }
        Map<Integer, RRset> sets = signed.getOrDefault(name, Map.of());
        RRset alias = sets.get(Type.CNAME);
        if (sets.containsKey(type)) {
            put(answer, sets.get(type), Section.ANSWER);
        } else if (alias != null) {
            put(answer, alias, Section.ANSWER);
            return follow(answer, ((CNAMERecord) alias.first()).getTarget(), type);
        } else {
            deny(answer, name, sets.isEmpty());
        }
        return answer;
    }

    private Message below(Message answer, Name name, int type, Name cut) {
        Map<Integer, RRset> sets = unsigned.getOrDefault(name, Map.of());
        if (sets.containsKey(type)) {
            sets.get(type).rrs().forEach(record -> answer.addRecord(record, Section.ANSWER));
        } else {
            answer.getHeader().setRcode(sets.isEmpty() ? Rcode.NXDOMAIN : Rcode.NOERROR);
            answer.addRecord(new SOARecord(cut, DClass.IN, TTL, cut, cut, 1, 1, 1, 1, 60), Section.AUTHORITY);
        }
        return answer;
    }

    /** The parent answers for the DS of a cut itself (RFC 4035 §3.1.4.1). */
    private Optional<Name> cutAbove(Name name, int type) {
        return signed.entrySet().stream()
                .filter(entry ->
                        !entry.getKey().equals(apex) && entry.getValue().containsKey(Type.NS))
                .map(Map.Entry::getKey)
                .filter(cut -> name.subdomain(cut) && !(type == Type.DS && name.equals(cut)))
                .findFirst();
    }

    // RFC 4035 §3.1.3: the NSEC of the name, or those that cover it and the wildcard
    private void deny(Message answer, Name name, boolean nameError) {
        answer.getHeader().setRcode(nameError ? Rcode.NXDOMAIN : Rcode.NOERROR);
        put(answer, new RRset(soa()), Section.AUTHORITY);
        NSECRecord match = nsec(name);
        put(answer, new RRset(match), Section.AUTHORITY);
        NSECRecord wildcard = nsec(wildcard());
        if (nameError && !wildcard.equals(match)) {
            put(answer, new RRset(wildcard), Section.AUTHORITY);
        }
    }

    private NSECRecord nsec(Name name) {
        Map.Entry<Name, Map<Integer, RRset>> floor = Objects.requireNonNull(signed.floorEntry(name));
        Name owner = floor.getKey();
        Name next = signed.higherKey(owner);
        int[] types = IntStream.concat(
                        floor.getValue().keySet().stream().mapToInt(Integer::intValue),
                        IntStream.of(Type.RRSIG, Type.NSEC))
                .sorted()
                .toArray();
        return new NSECRecord(owner, DClass.IN, 60, next == null ? apex : next, types);
    }

    private Name wildcard() {
        try {
            return new Name("*", apex);
        } catch (TextParseException e) {
            throw new AssertionError(e);
        }
    }

    private void add(Record record) {
        signed.computeIfAbsent(record.getName(), name -> new TreeMap<>(Comparator.naturalOrder()))
                .computeIfAbsent(record.getType(), type -> new RRset())
                .addRR(record);
    }

    private void put(Message answer, RRset set, int section) {
        set.rrs().forEach(record -> answer.addRecord(record, section));
        answer.addRecord(signature(set), section);
    }

    private RRSIGRecord signature(RRset set) {
        try {
            return DNSSEC.sign(set, key, pair.getPrivate(), from, until);
        } catch (DNSSEC.DNSSECException e) {
            throw new AssertionError(e);
        }
    }

    private SOARecord soa() {
        return new SOARecord(apex, DClass.IN, TTL, apex, apex, 1, 1, 1, 1, 60);
    }
}

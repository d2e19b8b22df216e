// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.dns;

import io.postern.dns.Cassette;
import io.postern.dns.TxtRecord;
import io.postern.value.DomainName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A cassette as a recursive server: CNAMEs with their targets, negative answers with a SOA, TC where UDP is too small.
 */
final class CassetteScript implements LocalAuthority.Script {
    private static final int MAX_CNAMES = 20;

    private final Cassette zone;

    CassetteScript(Cassette zone) {
        this.zone = zone;
    }

    @Override
    public List<byte[]> answers(Message query, LocalAuthority.Transport transport) {
        return answer(query)
                .map(answer -> answer.toWire(transport == LocalAuthority.Transport.TCP ? 65535 : payload(query)))
                .stream()
                .toList();
    }

    private Optional<Message> answer(Message query) {
        Message answer = Replies.to(query);
        Name name = query.getQuestion().getName();
        String type = Type.string(query.getQuestion().getType());
        for (int cnames = 0; cnames < MAX_CNAMES; cnames++) {
            DomainName key = WireName.from(name).orElseThrow();
            Optional<Cassette.Entry> entry = Optional.ofNullable(zone.entries().get(key));
            Map<String, List<TxtRecord>> records =
                    entry.map(Cassette.Entry::records).orElse(Map.of());
            Optional<Cassette.Word> word = entry.flatMap(found -> word(found, type));
            if (word.isPresent()) {
                return spoken(word.get(), query);
            }
            if (records.getOrDefault(type, List.of()).isEmpty() && records.containsKey("CNAME")) {
                Record alias = record(name, "CNAME", records.get("CNAME").get(0));
                answer.addRecord(alias, Section.ANSWER);
                name = ((CNAMERecord) alias).getTarget();
                continue;
            }
            Name owner = name;
            records.getOrDefault(type, List.of())
                    .forEach(value -> answer.addRecord(record(owner, type, value), Section.ANSWER));
            if (!records.containsKey(type)) {
                answer.addRecord(Replies.soa(Replies.TTL, Replies.NEGATIVE_TTL), Section.AUTHORITY);
                answer.getHeader().setRcode(exists(key) ? Rcode.NOERROR : Rcode.NXDOMAIN);
            }
            break;
        }
        return Optional.of(answer);
    }

    private boolean exists(DomainName name) {
        return zone.entries().keySet().stream().anyMatch(present -> present.isEqualToOrBelow(name));
    }

    private static Optional<Cassette.Word> word(Cassette.Entry entry, String type) {
        return Optional.ofNullable(entry.typeWords().get(type))
                .or(() -> entry.records().containsKey(type) ? Optional.empty() : entry.word());
    }

    private static Optional<Message> spoken(Cassette.Word word, Message query) {
        return switch (word) {
            case TIMEOUT -> Optional.empty();
            case SERVFAIL -> Optional.of(Replies.failing(query, Rcode.SERVFAIL));
            case NXDOMAIN -> Optional.of(Replies.absent(query, Rcode.NXDOMAIN));
            case BOGUS -> Optional.of(bogus(query));
        };
    }

    private static Message bogus(Message query) {
        Message answer = Replies.failing(query, Rcode.SERVFAIL);
        answer.addRecord(
                new OPTRecord(
                        1232,
                        0,
                        0,
                        ExtendedFlags.DO,
                        List.of(new ExtendedErrorCodeOption(
                                ExtendedErrorCodeOption.DNSSEC_BOGUS, "no valid signature"))),
                Section.ADDITIONAL);
        answer.getHeader().unsetFlag(Flags.AD);
        return answer;
    }

    private static Record record(Name name, String type, TxtRecord value) {
        try {
            return type.equals("TXT")
                    ? Record.newRecord(name, Type.TXT, DClass.IN, Replies.TTL, rdata(value))
                    : Record.fromString(name, Type.value(type), DClass.IN, Replies.TTL, value.joined(), Name.root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] rdata(TxtRecord record) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String string : record.strings()) {
            byte[] octets = string.getBytes(StandardCharsets.ISO_8859_1);
            for (int from = 0; from == 0 || from < octets.length; from += 255) {
                int length = Math.min(255, octets.length - from);
                out.write(length);
                out.write(octets, from, length);
            }
        }
        return out.toByteArray();
    }

    private static int payload(Message query) {
        OPTRecord opt = query.getOPT();
        return opt == null ? 512 : opt.getPayloadSize();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.dns.DnsAnswer;
import io.postern.dns.Dnssec;
import io.postern.dns.MxRecord;
import io.postern.dns.RecordType;
import io.postern.testing.Prerequisites;
import io.postern.value.DomainName;
import io.postern.value.IpAddress;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class AnswerReaderTest {
    private static final Name NAME = Name.fromConstantString("example.com.");

    record Case(String what, List<String> records, DnsAnswer<IpAddress> answer) {
        @Override
        public String toString() {
            return what;
        }
    }

    static List<Case> cases() {
        DnsAnswer<IpAddress> right = new DnsAnswer.Found<>(List.of(IpAddress.of("192.0.2.1")), Dnssec.INSECURE);
        DnsAnswer<IpAddress> none = new DnsAnswer.NoData<>(Dnssec.INSECURE);
        return List.of(
                new Case("one record", List.of("example.com 1 A 192.0.2.1"), right),
                new Case("another case", List.of("EXAMPLE.com 1 A 192.0.2.1"), right),
                new Case("the record twice", List.of("example.com 1 A 192.0.2.1", "example.com 2 A 192.0.2.1"), right),
                new Case(
                        "a foreign name before",
                        List.of("example.net 1 A 203.0.113.1", "example.com 1 A 192.0.2.1"),
                        right),
                new Case("a foreign name only", List.of("example.net 1 A 203.0.113.1"), none),
                new Case("another type", List.of("example.com 1 TXT x", "example.com 1 A 192.0.2.1"), right),
                new Case(
                        "a chain in reverse",
                        List.of(
                                "c.example 1 A 192.0.2.1",
                                "b.example 1 CNAME c.example.",
                                "example.com 1 CNAME b.example."),
                        right),
                new Case(
                        "a DNAME with its CNAME",
                        List.of("com 1 DNAME net.", "example.com 1 CNAME example.net.", "example.net 1 A 192.0.2.1"),
                        right));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theRecordsOfTheNameAreTaken(Case found) {
        assertThat(answer(message(RecordType.A, found.records), RecordType.A)).isEqualTo(found.answer);
    }

    @Test
    void anotherClassIsPassedOver() throws IOException {
        Message message = message(RecordType.A, List.of());
        message.addRecord(Record.fromString(NAME, Type.A, DClass.CHAOS, 1, "192.0.2.1", Name.root), Section.ANSWER);
        assertThat(answer(message, RecordType.A)).isEqualTo(new DnsAnswer.NoData<>(Dnssec.INSECURE));
    }

    @Test
    void theNumberOfRecordsIsBounded() {
        List<String> records = IntStream.range(0, AnswerReader.MAX_RECORDS + 1)
                .mapToObj(i -> "example.com 1 A 192.0." + i / 256 + "." + i % 256)
                .toList();
        assertThat(answer(message(RecordType.A, records), RecordType.A).recordsOrNone())
                .hasSize(AnswerReader.MAX_RECORDS);
        assertThat(answer(message(RecordType.A, records.subList(1, records.size())), RecordType.A)
                        .recordsOrNone())
                .hasSize(AnswerReader.MAX_RECORDS);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"a\\.b.example.", "a\\007b.example.", "a\\255.example."})
    void anExchangeThatIsNoNameDoesNotLookLikeTheNullMx(String exchange) {
        Message message = message(RecordType.MX, List.of("example.com 1 MX 10 " + exchange));
        assertThat(answer(message, RecordType.MX).recordsOrNone())
                .containsExactly(new MxRecord(10, Optional.of(Rdata.UNWRITABLE_EXCHANGE)));
    }

    @Test
    void aPointerThatIsNoNameIsAsIfItWereNotThere() {
        List<String> records = List.of("example.com 1 PTR a\\.b.example.", "example.com 1 PTR mx.example.com.");
        assertThat(answer(message(RecordType.PTR, records), RecordType.PTR).recordsOrNone())
                .containsExactly(DomainName.of("mx.example.com"));
        assertThat(answer(message(RecordType.PTR, records.subList(0, 1)), RecordType.PTR))
                .isEqualTo(new DnsAnswer.NoData<>(Dnssec.INSECURE));
    }

    // RFC 2308 §2.2
    @Test
    void aReferralIsNoAnswer() {
        Message message = message(RecordType.A, List.of());
        message.addRecord(Replies.record("com 1 NS ns.example."), Section.AUTHORITY);
        assertThatThrownBy(() -> answer(message, RecordType.A))
                .isInstanceOf(UnusableAnswer.class)
                .hasMessageContaining("does not recurse");
    }

    @Test
    void everyRecordTypeCanBeDecoded() {
        for (RecordType<?> type : RecordType.ALL) {
            String rdata =
                    switch (type.mnemonic()) {
                        case "A" -> "192.0.2.1";
                        case "AAAA" -> "2001:db8::1";
                        case "MX" -> "10 mx.example.";
                        case "PTR" -> "mx.example.";
                        case "TLSA" -> "3 1 1 00";
                        default -> "text";
                    };
            Message message = message(type, List.of("example.com 1 " + type.mnemonic() + " " + rdata));
            assertThat(answer(message, type)).isInstanceOf(DnsAnswer.Found.class);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"example.com", "a\\b\"c @#;().example", "*.example", "\\000.example", "x"})
    void aNameHasTheSameOctetsOnTheWire(String text) {
        DomainName name = DomainName.of(text);
        assertThat(WireName.from(WireName.of(name))).contains(name);
        assertThat(WireName.of(name).labels()).isEqualTo(name.labels().size() + 1);
    }

    @Test
    void theRootIsNoName() {
        assertThat(WireName.from(Name.root)).isEmpty();
    }

    @Test
    void damagedMessagesAreReadOrRefused() {
        SignedZone zone = new SignedZone(Instant.parse("2026-06-01T12:00:00Z"))
                .records("www.example 300 A 192.0.2.1", "alias.example 300 CNAME www.example.")
                .insecure("insecure.example", "host.insecure.example 300 A 192.0.2.1");
        Scrubber scrubber = new Scrubber(TrustAnchors.read(Optional.empty()));
        List<byte[]> answers = IntStream.range(0, 4)
                .mapToObj(i -> Name.fromConstantString(
                        List.of("www", "alias", "absent", "host.insecure").get(i) + ".example."))
                .map(name -> zone.answer(Message.newQuery(Record.newRecord(name, Type.A, DClass.IN)))
                        .toWire())
                .toList();
        for (int round = 0; round < Prerequisites.fuzzRounds() / 4; round++) {
            Random random = new Random(round);
            byte[] octets = answers.get(random.nextInt(answers.size())).clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
            }
            expectReadOrRefused(octets, scrubber, round);
        }
    }

    private static void expectReadOrRefused(byte[] octets, Scrubber scrubber, int seed) {
        Message message;
        try {
            message = new Message(octets);
        } catch (IOException | IllegalArgumentException refusedByDnsjava) {
            return;
        }
        if (message.getQuestion() == null) {
            return; // dnsjava refuses it before it gets to us
        }
        for (RecordType<?> type : RecordType.ALL) {
            try {
                Name name = message.getQuestion().getName();
                assertThat(AnswerReader.read(
                                new DnssecQuery.Verified(scrubber.scrub(message.clone()), Dnssec.INSECURE),
                                AnswerReader.Chain.from(name),
                                type))
                        .as("seed %d", seed)
                        .isNotNull();
            } catch (UnusableAnswer refused) {
                assertThat(refused).as("seed %d", seed).isNotNull();
            }
        }
    }

    private static Message message(RecordType<?> type, List<String> records) {
        Message query = Message.newQuery(Record.newRecord(NAME, type.code(), DClass.IN));
        Message message = Replies.with(query, records.toArray(String[]::new));
        message.getHeader().setRcode(Rcode.NOERROR);
        return message;
    }

    private static <T> DnsAnswer<T> answer(Message message, RecordType<T> type) {
        AnswerReader.Step<T> step = AnswerReader.read(
                new DnssecQuery.Verified(message, Dnssec.INSECURE), AnswerReader.Chain.from(NAME), type);
        return ((AnswerReader.Step.Answered<T>) step).answer();
    }
}

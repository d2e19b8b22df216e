// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.dns.Cassette;
import io.postern.dns.DnsAnswer;
import io.postern.dns.Dnssec;
import io.postern.dns.RecordType;
import io.postern.value.DomainName;
import io.postern.value.IpAddress;
import io.postern.value.ProblemKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.dnssec.ValidatingResolver;

@Timeout(60)
class DnssecTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final IpAddress ADDRESS = IpAddress.of("192.0.2.1");

    @TempDir
    private Path folder = Path.of("");

    private final SignedZone zone = new SignedZone(NOW)
            .records(
                    "www.example 300 A 192.0.2.1",
                    "alias.example 300 CNAME www.example.",
                    "leaving.example 300 CNAME host.insecure.example.")
            .insecure("insecure.example", "host.insecure.example 300 A 192.0.2.1");
    private Path anchors = Path.of("");
    private Duration patience = DnsSettings.DEFAULT_TIMEOUT;

    @BeforeEach
    void writeAnchors() throws IOException {
        anchors = Files.writeString(folder.resolve("anchors"), zone.anchor());
    }

    @ParameterizedTest(name = "{0} {1}: {2}, {3}")
    @CsvSource({
        "www.example, A, Found, SECURE",
        "alias.example, A, Found, SECURE",
        "www.example, MX, NoData, SECURE",
        "alias.example, MX, NoData, SECURE",
        "absent.example, A, NxDomain, SECURE",
        "host.insecure.example, A, Found, INSECURE",
        "host.insecure.example, MX, NoData, INSECURE",
        "absent.insecure.example, A, NxDomain, INSECURE",
        "leaving.example, A, Found, INSECURE",
    })
    void everyKindOfAnswerSaysHowFarItCanBeBelieved(String name, String type, String kind, Dnssec dnssec) {
        DnsAnswer<?> answer = ask(zone, name, type);
        assertThat(answer.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(dnssec(answer)).contains(dnssec);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"A", "MX"})
    void aBrokenSignatureIsBogus(String type) {
        expectBogus(spoiled(type, answer -> replaced(answer, DnssecTest::broken)), type);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"A", "MX"})
    void aMissingSignatureIsBogus(String type) {
        expectBogus(spoiled(type, answer -> replaced(answer, signature -> Optional.empty())), type);
    }

    @Test
    void aForgedAddressIsBogus() {
        expectBogus(
                spoiled("A", answer -> {
                    Record address = answer.getSection(Section.ANSWER).get(0);
                    answer.removeRecord(address, Section.ANSWER);
                    answer.addRecord(Replies.record("www.example 300 A 203.0.113.1"), Section.ANSWER);
                    return answer;
                }),
                "A");
    }

    @ParameterizedTest(name = "''{0}''")
    @ValueSource(strings = {"", "example", ".", "insecure.example", "host.insecure.example"})
    void aDenialWithNothingButAnUnsignedSoaIsBogus(String soa) {
        expectBogus(
                forged(answer -> {
                    answer.getHeader().setRcode(Rcode.NXDOMAIN);
                    if (!soa.isEmpty()) {
                        answer.addRecord(Replies.record(soa + " 300 SOA . . 1 1 1 1 60"), Section.AUTHORITY);
                    }
                }),
                "A");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "insecure.example 60 NSEC . A",
                "host.insecure.example 60 DS 1 13 2 0000000000000000000000000000000000000000000000000000000000000000",
                "insecure.example 300 NS ns.example.",
                "4f3cn5ih6mc3q5u4m8dqrbqgqu8k8h6s.insecure.example 60 NSEC3 1 0 0 - 4f3cn5ih6mc3q5u4m8dqrbqgqu8k8h6s A"
            })
    void aDenialWithRecordsOfAnUnsignedZoneIsBogus(String record) {
        for (int rcode : List.of(Rcode.NOERROR, Rcode.NXDOMAIN)) {
            expectBogus(
                    forged(answer -> {
                        answer.getHeader().setRcode(rcode);
                        answer.addRecord(Replies.record(record), Section.AUTHORITY);
                    }),
                    "A");
        }
    }

    @Test
    void anAnswerSignedInTheNameOfAnUnsignedZoneIsBogus() {
        expectBogus(
                forged(answer -> {
                    Record address = Replies.record("www.example 300 A 203.0.113.1");
                    answer.addRecord(address, Section.ANSWER);
                    answer.addRecord(foreignSignature(address), Section.ANSWER);
                }),
                "A");
    }

    @Test
    void aDenialSignedInTheNameOfAnUnsignedZoneIsBogus() {
        expectBogus(
                forged(answer -> {
                    Record soa = Replies.record("example 300 SOA . . 1 1 1 1 60");
                    answer.addRecord(soa, Section.AUTHORITY);
                    answer.addRecord(foreignSignature(soa), Section.AUTHORITY);
                }),
                "A");
    }

    /** Questions for addresses get an answer of the forger's own, all others the zone's. */
    private LocalAuthority.Script forged(Consumer<Message> forger) {
        return (query, transport) -> {
            if (query.getQuestion().getType() != Type.A) {
                return zone.answers(query, transport);
            }
            Message answer = Replies.to(query);
            forger.accept(answer);
            return List.of(answer.toWire());
        };
    }

    private static RRSIGRecord foreignSignature(Record record) {
        return new RRSIGRecord(
                record.getName(),
                record.getDClass(),
                record.getTTL(),
                record.getType(),
                13,
                record.getTTL(),
                NOW.plusSeconds(60),
                NOW.minusSeconds(60),
                1,
                Name.fromConstantString("insecure.example."),
                new byte[64]);
    }

    @ParameterizedTest(name = "{0} days off")
    @ValueSource(ints = {-2, 2})
    void aSignatureOutOfItsTimeIsBogus(int days) {
        DnsAnswer<?> answer = ask(zone, "www.example", "A", NOW.plus(Duration.ofDays(days)));
        assertThat(answer).isInstanceOf(DnsAnswer.Bogus.class);
    }

    @Test
    void anotherKeyThanTheAnchorsIsBogus() throws IOException {
        Files.writeString(anchors, new SignedZone(NOW).anchor());
        assertThat(ask(zone, "www.example", "A")).isInstanceOf(DnsAnswer.Bogus.class);
    }

    // RFC 7672 §2.1.2: who can drop packets must not be able to make a denial look insecure
    @ParameterizedTest(name = "{0} {1} while {2} gets no answer")
    @CsvSource({
        "www.example, A, DNSKEY",
        "www.example, MX, DNSKEY",
        "absent.example, A, DNSKEY",
        "host.insecure.example, MX, DS",
        "absent.insecure.example, A, DS",
        "host.insecure.example, A, DS",
    })
    void whatCannotBeValidatedIsATimeOut(String name, String type, String lost) {
        patience = Duration.ofSeconds(1);
        DnsAnswer<?> answer = ask(
                (query, transport) ->
                        query.getQuestion().getType() == Type.value(lost) ? List.of() : zone.answers(query, transport),
                name,
                type);
        assertThat(answer.problem())
                .hasValueSatisfying(why -> assertThat(why.kind()).isEqualTo(ProblemKind.DNS_TIMEOUT));
    }

    @ParameterizedTest(name = "{0} {1} while {2} is SERVFAIL")
    @CsvSource({"www.example, A, DNSKEY", "absent.example, A, DNSKEY", "host.insecure.example, MX, DS"})
    void servfailIsNotBogus(String name, String type, String lost) {
        DnsAnswer<?> answer = ask(
                (query, transport) -> query.getQuestion().getType() == Type.value(lost)
                        ? List.of(Replies.failing(query, Rcode.SERVFAIL).toWire())
                        : zone.answers(query, transport),
                name,
                type);
        assertThat(answer.problem())
                .hasValueSatisfying(why -> assertThat(why.kind()).isEqualTo(ProblemKind.DNS_FAILURE));
    }

    @Test
    void neitherTheAdBitNorAReasonOfTheServerIsBelieved() {
        DnsAnswer<?> answer = ask(
                (query, transport) -> {
                    Message reply = zone.answer(query);
                    reply.getHeader().setFlag(Flags.AD);
                    reply.addRecord(
                            new TXTRecord(Name.root, ValidatingResolver.VALIDATION_REASON_QCLASS, 0, "insecure"),
                            Section.ADDITIONAL);
                    return List.of(reply.toWire());
                },
                "host.insecure.example",
                "A");
        assertThat(dnssec(answer)).contains(Dnssec.INSECURE);
    }

    @Test
    void aNameOutsideTheAnchorsIsInsecure() {
        DnsAnswer<?> answer = ask(
                (query, transport) -> List.of(
                        Replies.with(query, "www.example.com 300 A 192.0.2.1").toWire()),
                "www.example.com",
                "A");
        assertThat(answer).isEqualTo(new DnsAnswer.Found<>(List.of(ADDRESS), Dnssec.INSECURE));
    }

    @Test
    void theBundledAnchorsAreTheRootsTwoKeys() throws IOException {
        try (InputStream bundled =
                        Objects.requireNonNull(DnsjavaResolver.class.getResourceAsStream("root-anchors.ds"));
                Master master = new Master(bundled, Name.root, 0)) {
            List<Integer> tags = new ArrayList<>();
            for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
                tags.add(((DSRecord) record).getFootprint());
            }
            assertThat(tags).containsExactly(20326, 38696);
        }
    }

    @Test
    void anchorsThatAreNoneAreRefused() throws IOException {
        DnsSettings settings = DnsSettings.to(
                List.of(LocalAuthority.serving(Cassette.builder().build()).address()));
        DnsSettings absent = settings.withDnssec(DnssecMode.VALIDATE).withTrustAnchors(folder.resolve("absent"));
        assertThatThrownBy(() -> DnsjavaResolver.of(absent)).isInstanceOf(UncheckedIOException.class);
        DnsSettings empty = absent.withTrustAnchors(Files.writeString(folder.resolve("empty"), "; nothing\n"));
        assertThatThrownBy(() -> DnsjavaResolver.of(empty))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no DS or DNSKEY record");
    }

    private void expectBogus(LocalAuthority.Script script, String type) {
        assertThat(ask(script, "www.example", type)).isInstanceOf(DnsAnswer.Bogus.class);
    }

    /** The zone with the answers to one type of question spoiled. */
    private LocalAuthority.Script spoiled(String type, UnaryOperator<Message> spoiling) {
        return (query, transport) -> query.getQuestion().getType() == Type.value(type)
                ? List.of(spoiling.apply(zone.answer(query)).toWire())
                : zone.answers(query, transport);
    }

    private static Message replaced(Message answer, Function<RRSIGRecord, Optional<RRSIGRecord>> change) {
        for (int section : List.of(Section.ANSWER, Section.AUTHORITY)) {
            for (Record record : List.copyOf(answer.getSection(section))) {
                if (record instanceof RRSIGRecord signature) {
                    answer.removeRecord(signature, section);
                    change.apply(signature).ifPresent(other -> answer.addRecord(other, section));
                }
            }
        }
        return answer;
    }

    private static Optional<RRSIGRecord> broken(RRSIGRecord signature) {
        byte[] octets = signature.getSignature().clone();
        octets[octets.length / 2] ^= 1;
        return Optional.of(new RRSIGRecord(
                signature.getName(),
                signature.getDClass(),
                signature.getTTL(),
                signature.getTypeCovered(),
                signature.getAlgorithm(),
                signature.getOrigTTL(),
                signature.getExpire(),
                signature.getTimeSigned(),
                signature.getFootprint(),
                signature.getSigner(),
                octets));
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

    private DnsAnswer<?> ask(LocalAuthority.Script script, String name, String type) {
        return ask(script, name, type, NOW);
    }

    private DnsAnswer<?> ask(LocalAuthority.Script script, String name, String type, Instant at) {
        RecordType<?> asked = RecordType.ALL.stream()
                .filter(known -> known.mnemonic().equals(type))
                .findFirst()
                .orElseThrow();
        try (LocalAuthority server = LocalAuthority.playing(script);
                DnsjavaResolver resolver = DnsjavaResolver.of(
                        server.settings()
                                .withTimeout(patience)
                                .withRetries(0)
                                .withDnssec(DnssecMode.VALIDATE)
                                .withTrustAnchors(anchors),
                        Clock.fixed(at, ZoneOffset.UTC))) {
            return resolver.query(DomainName.of(name), asked)
                    .toCompletableFuture()
                    .join();
        }
    }
}

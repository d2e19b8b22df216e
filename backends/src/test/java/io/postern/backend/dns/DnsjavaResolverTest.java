// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.dns.Cassette;
import io.postern.dns.DnsAnswer;
import io.postern.dns.Dnssec;
import io.postern.dns.MxRecord;
import io.postern.dns.RecordType;
import io.postern.dns.TxtRecord;
import io.postern.value.DomainName;
import io.postern.value.IpAddress;
import io.postern.value.ProblemKind;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

@Timeout(60)
class DnsjavaResolverTest {
    private static final Duration SHORT = Duration.ofMillis(500);

    private static final Cassette WORLD = Cassette.builder()
            .records("example.com", "A", "192.0.2.1", "192.0.2.2")
            .records("example.com", "AAAA", "2001:db8::1", "::ffff:192.0.2.1")
            .records("example.com", "MX", "10 mx.example.com", "20 mx2.example.com")
            .records(
                    "example.com",
                    "TXT",
                    List.of(TxtRecord.of("v=spf1 -all"), TxtRecord.of("two ", "strings"), TxtRecord.of("\0\"\\\u00ff")))
            .records("null.example.com", "MX", "0 .")
            .records("1.2.0.192.in-addr.arpa", "PTR", "mx.example.com")
            .records("www.example.com", "CNAME", "alias.example.com")
            .records("alias.example.com", "CNAME", "example.com")
            .records("dangling.example.com", "CNAME", "absent.example.com")
            .records("loop.example.com", "CNAME", "pool.example.com")
            .records("pool.example.com", "CNAME", "loop.example.com")
            .word("servfail.example.com", Cassette.Word.SERVFAIL)
            .word("silent.example.com", Cassette.Word.TIMEOUT)
            .word("forged.example.com", Cassette.Word.BOGUS)
            .txt(
                    "huge.example.com",
                    IntStream.range(0, 200)
                            .mapToObj(i -> "record " + i + " of many, long enough to need TCP")
                            .toArray(String[]::new))
            .txt("a\\b\"c @#;().example.com", "odd")
            .build();

    record Case(String name, RecordType<?> type, DnsAnswer<?> answer) {
        @Override
        public String toString() {
            return name + " " + type;
        }
    }

    static List<Case> cases() {
        Dnssec insecure = Dnssec.INSECURE;
        return List.of(
                new Case("example.com", RecordType.A, found(IpAddress.of("192.0.2.1"), IpAddress.of("192.0.2.2"))),
                new Case(
                        "example.com",
                        RecordType.AAAA,
                        found(IpAddress.of("2001:db8::1"), IpAddress.of("::ffff:192.0.2.1"))),
                new Case("example.com", RecordType.MX, found(mx(10, "mx.example.com"), mx(20, "mx2.example.com"))),
                new Case("null.example.com", RecordType.MX, found(new MxRecord(0, Optional.empty()))),
                new Case(
                        "example.com",
                        RecordType.TXT,
                        found(
                                TxtRecord.of("v=spf1 -all"),
                                TxtRecord.of("two ", "strings"),
                                TxtRecord.of("\0\"\\\u00ff"))),
                new Case("1.2.0.192.in-addr.arpa", RecordType.PTR, found(DomainName.of("mx.example.com"))),
                new Case("www.example.com", RecordType.A, found(IpAddress.of("192.0.2.1"), IpAddress.of("192.0.2.2"))),
                new Case("dangling.example.com", RecordType.A, new DnsAnswer.NxDomain<>(insecure)),
                new Case("www.example.com", RecordType.PTR, new DnsAnswer.NoData<>(insecure)),
                new Case("example.com", RecordType.PTR, new DnsAnswer.NoData<>(insecure)),
                new Case("0.192.in-addr.arpa", RecordType.PTR, new DnsAnswer.NoData<>(insecure)),
                new Case("absent.example.com", RecordType.A, new DnsAnswer.NxDomain<>(insecure)),
                new Case("a\\b\"c @#;().example.com", RecordType.TXT, found(TxtRecord.of("odd"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void answersWhatTheServerHolds(Case asked) {
        try (LocalAuthority server = LocalAuthority.serving(WORLD);
                DnsjavaResolver resolver = DnsjavaResolver.of(server.settings())) {
            assertThat(ask(resolver, asked.name, asked.type)).isEqualTo(asked.answer);
        }
    }

    @ParameterizedTest(name = "{0} is {1}: {2}")
    @CsvSource({
        "servfail.example.com, DNS_FAILURE, SERVFAIL (servfail.example.com A)",
        "silent.example.com, DNS_TIMEOUT, time-out (silent.example.com A)",
        "forged.example.com, DNS_BOGUS, 'SERVFAIL, extended error 6 no valid signature (forged.example.com A)'",
        "loop.example.com, DNS_FAILURE, 'more than 8 CNAMEs, or a loop (loop.example.com A)'",
    })
    void failureIsAnAnswerToo(String name, ProblemKind kind, String detail) {
        try (LocalAuthority server = LocalAuthority.serving(WORLD);
                DnsjavaResolver resolver = DnsjavaResolver.of(
                        server.settings().withTimeout(patience(kind)).withRetries(1))) {
            DnsAnswer<IpAddress> answer = ask(resolver, name, RecordType.A);
            assertThat(answer.problem()).hasValueSatisfying(why -> {
                assertThat(why.kind()).isEqualTo(kind);
                assertThat(why.detail()).isEqualTo(detail);
            });
            assertThat(answer instanceof DnsAnswer.Bogus).isEqualTo(kind == ProblemKind.DNS_BOGUS);
            assertThat(resolver.statistics().failures()).containsOnlyKeys(kind);
        }
    }

    @Test
    void aTruncatedAnswerIsFetchedOverTcp() {
        try (LocalAuthority server = LocalAuthority.serving(WORLD);
                DnsjavaResolver resolver = DnsjavaResolver.of(server.settings())) {
            assertThat(ask(resolver, "huge.example.com", RecordType.TXT).recordsOrNone())
                    .hasSize(200);
            assertThat(server.queries()).containsExactly("huge.example.com. TXT UDP", "huge.example.com. TXT TCP");
        }
    }

    @Test
    void aTimeOutIsTriedAgain() {
        AtomicInteger asked = new AtomicInteger();
        try (LocalAuthority server = LocalAuthority.playing((query, transport) -> asked.incrementAndGet() < 3
                        ? List.of()
                        : List.of(Replies.with(query, "example.com 300 A 192.0.2.1")
                                .toWire()));
                DnsjavaResolver resolver =
                        DnsjavaResolver.of(server.settings().withTimeout(SHORT).withRetries(2))) {
            assertThat(ask(resolver, "example.com", RecordType.A)).isEqualTo(found(IpAddress.of("192.0.2.1")));
        }
    }

    @Test
    void aSilentServerIsLeftForTheNextOne() {
        try (LocalAuthority silent = LocalAuthority.playing((query, transport) -> List.of());
                LocalAuthority server = LocalAuthority.serving(WORLD);
                DnsjavaResolver resolver =
                        DnsjavaResolver.of(DnsSettings.to(List.of(silent.address(), server.address()))
                                .withTimeout(SHORT))) {
            assertThat(ask(resolver, "example.com", RecordType.A).recordsOrNone())
                    .hasSize(2);
            assertThat(ask(resolver, "example.com", RecordType.MX).recordsOrNone())
                    .hasSize(2);
            assertThat(silent.queries()).hasSize(1);
        }
    }

    @Test
    void aServerThatFailsIsNotAskedTwiceButTheNextOneIsAsked() {
        try (LocalAuthority broken = LocalAuthority.playing((query, transport) ->
                        List.of(Replies.failing(query, Rcode.REFUSED).toWire()));
                LocalAuthority server = LocalAuthority.serving(WORLD);
                DnsjavaResolver both = DnsjavaResolver.of(DnsSettings.to(List.of(broken.address(), server.address())));
                DnsjavaResolver one = DnsjavaResolver.of(broken.settings())) {
            assertThat(ask(both, "example.com", RecordType.A).recordsOrNone()).hasSize(2);
            assertThat(ask(one, "example.com", RecordType.A).problem())
                    .hasValueSatisfying(why -> assertThat(why.detail()).isEqualTo("REFUSED (example.com A)"));
            assertThat(broken.queries()).hasSize(2);
        }
    }

    @Test
    void aServerThatIsNotThereFailsAtOnce() {
        LocalAuthority gone = LocalAuthority.serving(WORLD);
        gone.close();
        try (DnsjavaResolver resolver = DnsjavaResolver.of(gone.settings())) {
            assertThat(ask(resolver, "example.com", RecordType.A)).isInstanceOf(DnsAnswer.TempFail.class);
        }
    }

    @Test
    void aCnameWhoseTargetIsNotInTheAnswerIsAskedFor() {
        try (LocalAuthority server = LocalAuthority.playing((query, transport) -> List.of(
                        query.getQuestion().getName().toString().startsWith("www")
                                ? Replies.with(query, "www.example.com 300 CNAME example.com.")
                                        .toWire()
                                : Replies.with(query, "example.com 300 A 192.0.2.1")
                                        .toWire()));
                DnsjavaResolver resolver = DnsjavaResolver.of(server.settings())) {
            assertThat(ask(resolver, "www.example.com", RecordType.A)).isEqualTo(found(IpAddress.of("192.0.2.1")));
            assertThat(server.queries()).containsExactly("www.example.com. A UDP", "example.com. A UDP");
        }
    }

    @Test
    void aChainOverManyAnswersEndsAfterEightCnames() {
        try (LocalAuthority server = LocalAuthority.playing((query, transport) -> List.of(Replies.with(
                                query,
                                query.getQuestion().getName() + " 300 CNAME x."
                                        + query.getQuestion().getName())
                        .toWire()));
                DnsjavaResolver resolver = DnsjavaResolver.of(server.settings())) {
            assertThat(ask(resolver, "example.com", RecordType.A).problem()).isPresent();
            assertThat(server.queries()).hasSize(9);
        }
    }

    @ParameterizedTest(name = "{0} CNAMEs: {1}")
    @CsvSource({"8, Found", "9, TempFail"})
    void theNumberOfCnamesIsBounded(int cnames, String kind) {
        Cassette.Builder zone = Cassette.builder().records("n" + cnames + ".example.com", "A", "192.0.2.1");
        for (int i = 0; i < cnames; i++) {
            zone.records("n" + i + ".example.com", "CNAME", "n" + (i + 1) + ".example.com");
        }
        try (LocalAuthority server = LocalAuthority.serving(zone.build());
                DnsjavaResolver resolver = DnsjavaResolver.of(server.settings())) {
            assertThat(ask(resolver, "n0.example.com", RecordType.A).getClass().getSimpleName())
                    .isEqualTo(kind);
        }
    }

    /** An answer that must not be believed, before or instead of the right one. */
    enum Spoof {
        WRONG_ID {
            @Override
            byte[] of(Message query) {
                Message answer = Replies.with(query, "example.com 300 A 203.0.113.1");
                answer.getHeader().setID(query.getHeader().getID() ^ 1);
                return answer.toWire();
            }
        },
        WRONG_NAME {
            @Override
            byte[] of(Message query) {
                return other(query, "example.net.", Type.A);
            }
        },
        WRONG_TYPE {
            @Override
            byte[] of(Message query) {
                return other(query, "example.com.", Type.MX);
            }
        },
        NO_QUESTION {
            @Override
            byte[] of(Message query) {
                Message answer = Replies.with(query, "example.com 300 A 203.0.113.1");
                answer.removeAllRecords(Section.QUESTION);
                return answer.toWire();
            }
        },
        GARBAGE {
            @Override
            byte[] of(Message query) {
                return new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
            }
        },
        ONE_OCTET {
            @Override
            byte[] of(Message query) {
                return new byte[1];
            }
        },
        BAD_RDATA {
            @Override
            byte[] of(Message query) {
                byte[] answer =
                        Replies.with(query, "example.com 300 A 203.0.113.1").toWire();
                answer[answer.length - 5] = 3; // RDLENGTH
                return answer;
            }
        };

        abstract byte[] of(Message query);

        static byte[] other(Message query, String name, int type) {
            Record question = Record.newRecord(Name.fromConstantString(name), type, DClass.IN);
            Message answer = Replies.with(query, "example.com 300 A 203.0.113.1");
            answer.removeAllRecords(Section.QUESTION);
            answer.addRecord(question, Section.QUESTION);
            return answer.toWire();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spoofs")
    void aForeignAnswerCostsAnAttemptAndNothingElse(Spoof spoof) {
        AtomicInteger asked = new AtomicInteger();
        try (LocalAuthority server = LocalAuthority.playing((query, transport) -> List.of(
                        asked.getAndIncrement() == 0
                                ? spoof.of(query)
                                : Replies.with(query, "example.com 300 A 192.0.2.1")
                                        .toWire()));
                DnsjavaResolver resolver = DnsjavaResolver.of(server.settings())) {
            assertThat(ask(resolver, "example.com", RecordType.A)).isEqualTo(found(IpAddress.of("192.0.2.1")));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spoofs")
    void nothingButForeignAnswersIsAFailure(Spoof spoof) {
        try (LocalAuthority server = LocalAuthority.playing((query, transport) -> List.of(spoof.of(query)));
                DnsjavaResolver resolver = DnsjavaResolver.of(server.settings())) {
            assertThat(ask(resolver, "example.com", RecordType.A)).isInstanceOf(DnsAnswer.TempFail.class);
            assertThat(server.queries()).hasSize(3);
        }
    }

    static Spoof[] spoofs() {
        return Spoof.values();
    }

    @Test
    void everyAttemptHasAnIdOfItsOwn() {
        List<Integer> ids = new ArrayList<>();
        try (LocalAuthority server = LocalAuthority.playing((query, transport) -> {
                    ids.add(query.getHeader().getID());
                    return List.of(Spoof.ONE_OCTET.of(query));
                });
                DnsjavaResolver resolver = DnsjavaResolver.of(server.settings().withRetries(5))) {
            ask(resolver, "example.com", RecordType.A);
            assertThat(ids).hasSize(6);
            assertThat(ids.stream().collect(Collectors.toSet()).size()).isGreaterThan(3);
        }
    }

    @Test
    void theSameQuestionUnderWayIsSentOnce() {
        CompletableFuture<Boolean> gate = new CompletableFuture<>();
        try (LocalAuthority server = LocalAuthority.playing((query, transport) -> {
                    gate.join();
                    return List.of(
                            Replies.with(query, "example.com 300 A 192.0.2.1").toWire());
                });
                DnsjavaResolver resolver = DnsjavaResolver.of(server.settings())) {
            CompletionStage<DnsAnswer<IpAddress>> cancelled = query(resolver, "example.com", RecordType.A);
            CompletionStage<DnsAnswer<IpAddress>> kept = query(resolver, "example.com", RecordType.A);
            cancelled.toCompletableFuture().cancel(true);
            gate.complete(true);
            assertThat(kept.toCompletableFuture().join()).isEqualTo(found(IpAddress.of("192.0.2.1")));
            assertThat(ask(resolver, "example.com", RecordType.A)).isEqualTo(found(IpAddress.of("192.0.2.1")));
            assertThat(server.queries()).hasSize(1);
            assertThat(resolver.statistics().misses()).isEqualTo(1);
            assertThat(resolver.statistics().hits()).isEqualTo(2);
        }
    }

    @ParameterizedTest(name = "{0}: asked again after {2} s, not after {1} s")
    @CsvSource(textBlock = """
                    example.com 300 A 192.0.2.1,            299, 300
                    example.com 1 A 192.0.2.1,                0, 1
                    example.com 999999 A 192.0.2.1,       86399, 86400
                    """)
    void anAnswerLivesAsLongAsItsTtlAndAtMostADay(String record, long kept, long gone) {
        expectKept(query -> Replies.with(query, record), kept, gone);
    }

    @Test
    void theShortestTtlOfAChainCounts() {
        expectKept(
                query -> Replies.with(query, "example.com 60 CNAME a.example.com.", "a.example.com 300 A 192.0.2.1"),
                59,
                60);
        expectKept(
                query -> Replies.with(query, "example.com 300 CNAME a.example.com.", "a.example.com 60 A 192.0.2.1"),
                59,
                60);
    }

    @ParameterizedTest(name = "SOA TTL {0}, MINIMUM {1}: asked again after {3} s, not after {2} s")
    @CsvSource({"300, 60, 59, 60", "60, 300, 59, 60", "999999, 999999, 10799, 10800"})
    void aNegativeAnswerLivesAsLongAsTheSoaSaysAndAtMostThreeHours(long ttl, long minimum, long kept, long gone) {
        for (int rcode : List.of(Rcode.NOERROR, Rcode.NXDOMAIN)) {
            expectKept(
                    query -> {
                        Message answer = Replies.failing(query, rcode);
                        answer.addRecord(Replies.soa(ttl, minimum), Section.AUTHORITY);
                        return answer;
                    },
                    kept,
                    gone);
        }
    }

    @Test
    void aFailureLivesForSeconds() {
        expectKept(query -> Replies.failing(query, Rcode.SERVFAIL), 4, 5);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"TTL_ZERO", "TTL_NEGATIVE", "NO_SOA"})
    void whatMustNotBeKeptIsAskedForAgain(String what) {
        AtomicLong now = new AtomicLong();
        try (LocalAuthority server = LocalAuthority.playing((query, transport) -> List.of(unkept(what, query)));
                DnsjavaResolver resolver = DnsjavaResolver.of(server.settings(), Clock.systemUTC(), now::get)) {
            ask(resolver, "example.com", RecordType.A);
            ask(resolver, "example.com", RecordType.A);
            assertThat(server.queries()).hasSize(2);
        }
    }

    @Test
    void continuationsMayWaitForOtherAnswers() {
        CompletableFuture<Boolean> gate = new CompletableFuture<>();
        try (LocalAuthority server = LocalAuthority.playing((query, transport) -> {
                    gate.join();
                    return List.of(Replies.absent(query, Rcode.NXDOMAIN).toWire());
                });
                DnsjavaResolver resolver = DnsjavaResolver.of(server.settings())) {
            List<CompletionStage<DnsAnswer<IpAddress>>> waiting = IntStream.range(0, 20)
                    .mapToObj(i -> query(resolver, "n" + i + ".example.com", RecordType.A)
                            .thenApply(answer -> ask(resolver, "m" + i + ".example.com", RecordType.A)))
                    .toList();
            gate.complete(true);
            assertThat(waiting)
                    .allSatisfy(stage ->
                            assertThat(stage.toCompletableFuture().join()).isInstanceOf(DnsAnswer.NxDomain.class));
        }
    }

    @Test
    void aCacheOfNothingKeepsNothing() {
        try (LocalAuthority server = LocalAuthority.serving(WORLD);
                DnsjavaResolver resolver =
                        DnsjavaResolver.of(server.settings().withCache(CacheSettings.DEFAULTS.withMaxEntries(0)))) {
            for (int i = 0; i < 20; i++) {
                ask(resolver, "example.com", RecordType.A);
            }
            assertThat(resolver.statistics().misses()).isEqualTo(20);
        }
    }

    @Test
    void closingEndsWhatIsUnderWay() throws Exception {
        try (LocalAuthority server = LocalAuthority.playing((query, transport) -> List.of())) {
            DnsjavaResolver resolver = DnsjavaResolver.of(server.settings());
            CompletionStage<DnsAnswer<IpAddress>> answer = query(resolver, "example.com", RecordType.A);
            resolver.close();
            assertThat(answer.toCompletableFuture().get(30, TimeUnit.SECONDS)).isInstanceOf(DnsAnswer.TempFail.class);
            assertThat(ask(resolver, "example.net", RecordType.A)).isInstanceOf(DnsAnswer.TempFail.class);
        }
    }

    @ParameterizedTest(name = "mode {0}, AD bit {1}: {2}")
    @CsvSource({
        "OFF, true, INSECURE",
        "OFF, false, INSECURE",
        "TRUST_AD, true, SECURE",
        "TRUST_AD, false, INSECURE",
    })
    void theAdBitCountsWhenTheServerIsTrusted(DnssecMode mode, boolean ad, Dnssec expected) {
        try (LocalAuthority server = LocalAuthority.playing((query, transport) -> {
                    Message answer = query.getQuestion().getType() == Type.A
                            ? Replies.with(query, "example.com 300 A 192.0.2.1")
                            : Replies.absent(query, Rcode.NOERROR);
                    if (ad) {
                        answer.getHeader().setFlag(Flags.AD);
                    }
                    return List.of(answer.toWire());
                });
                DnsjavaResolver resolver = DnsjavaResolver.of(server.settings().withDnssec(mode))) {
            assertThat(ask(resolver, "example.com", RecordType.A))
                    .isEqualTo(new DnsAnswer.Found<>(List.of(IpAddress.of("192.0.2.1")), expected));
            assertThat(ask(resolver, "example.com", RecordType.MX)).isEqualTo(new DnsAnswer.NoData<>(expected));
        }
    }

    private static void expectKept(UnaryOperator<Message> script, long kept, long gone) {
        AtomicLong now = new AtomicLong(TimeUnit.DAYS.toNanos(100));
        long start = now.get();
        try (LocalAuthority server = LocalAuthority.playing(
                        (query, transport) -> List.of(script.apply(query).toWire()));
                DnsjavaResolver resolver = DnsjavaResolver.of(server.settings(), Clock.systemUTC(), now::get)) {
            ask(resolver, "example.com", RecordType.A);
            now.set(start + TimeUnit.SECONDS.toNanos(kept));
            ask(resolver, "example.com", RecordType.A);
            assertThat(server.queries()).hasSize(1);
            now.set(start + TimeUnit.SECONDS.toNanos(gone));
            ask(resolver, "example.com", RecordType.A);
            assertThat(server.queries()).hasSize(2);
        }
    }

    private static byte[] unkept(String what, Message query) {
        if (what.equals("NO_SOA")) {
            return Replies.failing(query, Rcode.NXDOMAIN).toWire();
        }
        byte[] answer = Replies.with(query, "example.com 0 A 192.0.2.1").toWire();
        if (what.equals("TTL_NEGATIVE")) {
            Arrays.fill(answer, answer.length - 10, answer.length - 6, (byte) 0xFF);
        }
        return answer;
    }

    /** Short only where silence is what is expected: the machine may be busy. */
    private static Duration patience(ProblemKind expected) {
        return expected == ProblemKind.DNS_TIMEOUT ? SHORT : DnsSettings.DEFAULT_TIMEOUT;
    }

    private static MxRecord mx(int preference, String exchange) {
        return new MxRecord(preference, Optional.of(DomainName.of(exchange)));
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static <T> DnsAnswer<T> found(T... values) {
        return new DnsAnswer.Found<>(List.of(values), Dnssec.INSECURE);
    }

    private static <T> DnsAnswer<T> ask(DnsjavaResolver resolver, String name, RecordType<T> type) {
        return query(resolver, name, type).toCompletableFuture().join();
    }

    private static <T> CompletionStage<DnsAnswer<T>> query(DnsjavaResolver resolver, String name, RecordType<T> type) {
        return resolver.query(DomainName.of(name), type);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.dns.DnsAnswer;
import io.postern.dns.Dnssec;
import io.postern.dns.MxRecord;
import io.postern.dns.RecordType;
import io.postern.dns.TxtRecord;
import io.postern.value.DomainName;
import io.postern.value.IpAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against NSD, which shares no code with us: what it reads from a master file is what the resolver answers. */
@Tag("peer")
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NsdPeerTest {
    private static final String EXAMPLE_COM = """
            $TTL 300
            @ IN SOA ns.example.com. hostmaster.example.com. 1 3600 600 86400 60
              IN NS ns
              IN A 192.0.2.1
              IN A 192.0.2.2
              IN AAAA 2001:db8::1
              IN AAAA ::ffff:192.0.2.1
              IN MX 10 mx
              IN MX 20 mx2.example.net.
              IN TXT "v=spf1 -all"
              IN TXT "two " "strings"
              IN TXT "\\000\\195\\188\\255\\"\\\\"
            ns IN A 192.0.2.53
            null IN MX 0 .
            www IN CNAME alias
            alias IN CNAME @
            dangling IN CNAME absent
            outside IN CNAME www.example.net.
            a.deep IN A 192.0.2.3
            *.wild IN TXT "wildcard"
            odd\\046label IN TXT "dot in label"
            odd\\032space\\@ IN TXT "space"
            unwritable IN MX 10 odd\\046label
            big IN TXT %s
            """;
    private static final String REVERSE = """
            $TTL 300
            @ IN SOA ns.example.com. hostmaster.example.com. 1 3600 600 86400 60
              IN NS ns.example.com.
            1 IN PTR mx.example.com.
            1 IN PTR odd\\046label.example.com.
            """;

    private Optional<Nsd> nsd = Optional.empty();
    private Optional<DnsjavaResolver> resolver = Optional.empty();

    record Case(String name, RecordType<?> type, DnsAnswer<?> answer) {
        @Override
        public String toString() {
            return name + " " + type;
        }
    }

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        String example = EXAMPLE_COM.formatted(("\"" + "x".repeat(200) + "\" ").repeat(20));
        Nsd started = Nsd.serving(folder, Map.of("example.com", example, "2.0.192.in-addr.arpa", REVERSE));
        nsd = Optional.of(started);
        resolver = Optional.of(DnsjavaResolver.of(started.settings()));
    }

    @AfterAll
    void stop() {
        resolver.ifPresent(DnsjavaResolver::close);
        if (nsd.isPresent()) {
            nsd.get().close();
        }
    }

    static List<Case> cases() {
        return List.of(
                new Case("example.com", RecordType.A, found(IpAddress.of("192.0.2.1"), IpAddress.of("192.0.2.2"))),
                new Case(
                        "example.com",
                        RecordType.AAAA,
                        found(IpAddress.of("2001:db8::1"), IpAddress.of("::ffff:192.0.2.1"))),
                new Case("example.com", RecordType.MX, found(mx(10, "mx.example.com"), mx(20, "mx2.example.net"))),
                new Case("null.example.com", RecordType.MX, found(new MxRecord(0, Optional.empty()))),
                new Case(
                        "unwritable.example.com",
                        RecordType.MX,
                        found(new MxRecord(10, Optional.of(Rdata.UNWRITABLE_EXCHANGE)))),
                new Case(
                        "example.com",
                        RecordType.TXT,
                        found(
                                TxtRecord.of("v=spf1 -all"),
                                TxtRecord.of("two ", "strings"),
                                TxtRecord.of("\0\u00c3\u00bc\u00ff\"\\"))),
                new Case("big.example.com", RecordType.TXT, found(bigRecord())),
                new Case("x.wild.example.com", RecordType.TXT, found(TxtRecord.of("wildcard"))),
                new Case("odd space@.example.com", RecordType.TXT, found(TxtRecord.of("space"))),
                new Case("1.2.0.192.in-addr.arpa", RecordType.PTR, found(DomainName.of("mx.example.com"))),
                new Case("www.example.com", RecordType.A, found(IpAddress.of("192.0.2.1"), IpAddress.of("192.0.2.2"))),
                new Case("www.example.com", RecordType.PTR, new DnsAnswer.NoData<>(Dnssec.INSECURE)),
                new Case("dangling.example.com", RecordType.A, new DnsAnswer.NxDomain<>(Dnssec.INSECURE)),
                new Case("example.com", RecordType.PTR, new DnsAnswer.NoData<>(Dnssec.INSECURE)),
                new Case("deep.example.com", RecordType.A, new DnsAnswer.NoData<>(Dnssec.INSECURE)),
                new Case("absent.example.com", RecordType.A, new DnsAnswer.NxDomain<>(Dnssec.INSECURE)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void answersWhatTheMasterFileSays(Case asked) {
        DnsAnswer<?> answer = ask(asked.name, asked.type);
        if (asked.answer instanceof DnsAnswer.Found<?> found) {
            assertThat(List.<Object>copyOf(answer.recordsOrNone()))
                    .containsExactlyInAnyOrderElementsOf(List.<Object>copyOf(found.records()));
        } else {
            assertThat(answer).isEqualTo(asked.answer);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void aZoneThatNsdDoesNotServeIsAFailure(String name) {
        assertThat(ask(name, RecordType.A).problem())
                .hasValueSatisfying(why -> assertThat(why.detail()).startsWith("REFUSED"));
    }

    static List<String> refused() {
        return List.of("example.org", "outside.example.com");
    }

    private <T> DnsAnswer<T> ask(String name, RecordType<T> type) {
        return resolver.orElseThrow()
                .query(DomainName.of(name), type)
                .toCompletableFuture()
                .join();
    }

    private static TxtRecord bigRecord() {
        return TxtRecord.of(Collections.nCopies(20, "x".repeat(200)).toArray(String[]::new));
    }

    private static MxRecord mx(int preference, String exchange) {
        return new MxRecord(preference, Optional.of(DomainName.of(exchange)));
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static <T> DnsAnswer<T> found(T... values) {
        return new DnsAnswer.Found<>(List.of(values), Dnssec.INSECURE);
    }
}

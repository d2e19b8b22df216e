// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.value.DomainName;
import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CassetteTest {
    private static final Cassette WORLD = Cassette.builder()
            .records("example.com", "A", "192.0.2.1")
            .records("example.com", "TLSA", "3 1 1 00")
            .records("secure.example", "A", "192.0.2.1")
            .secure("secure.example")
            .records("deep.down.example", "A", "192.0.2.1")
            .records("www.example", "CNAME", "secure.example")
            .records("signed-alias.example", "CNAME", "secure.example")
            .secure("signed-alias.example")
            .records("leaving.example", "CNAME", "example.com")
            .secure("leaving.example")
            .records("nowhere.example", "CNAME", "absent.example")
            .secure("nowhere.example")
            .records("loop.example", "CNAME", "pool.example")
            .records("pool.example", "CNAME", "loop.example")
            .records("both.example", "A", "192.0.2.1")
            .records("both.example", "CNAME", "secure.example")
            .name("empty.example")
            .records("none.example", "A", new String[0])
            .word("servfail.example", Cassette.Word.SERVFAIL)
            .word("timeout.example", Cassette.Word.TIMEOUT)
            .word("bogus.example", Cassette.Word.BOGUS)
            .word("nxdomain.example", Cassette.Word.NXDOMAIN)
            .secure("nxdomain.example")
            .records("mixed.example", "A", "192.0.2.1")
            .word("mixed.example", "TXT", Cassette.Word.SERVFAIL)
            .records("rest.example", "A", "192.0.2.1")
            .word("rest.example", Cassette.Word.TIMEOUT)
            .build();

    @ParameterizedTest(name = "{0} {1}: {2} {3}")
    @CsvSource({
        "example.com, A, Found, INSECURE",
        "EXAMPLE.com., A, Found, INSECURE",
        "example.com, MX, NoData, INSECURE",
        "secure.example, A, Found, SECURE",
        "secure.example, MX, NoData, SECURE",
        "absent.example, A, NxDomain, INSECURE",
        "down.example, A, NoData, INSECURE", // an empty non-terminal
        "example, A, NoData, INSECURE",
        "deeper.deep.down.example, A, NxDomain, INSECURE",
        "empty.example, A, NoData, INSECURE",
        "none.example, A, NoData, INSECURE",
        "www.example, A, Found, INSECURE", // the alias itself is not secure
        "signed-alias.example, A, Found, SECURE",
        "signed-alias.example, MX, NoData, SECURE",
        "leaving.example, A, Found, INSECURE",
        "nowhere.example, A, NxDomain, INSECURE",
        "both.example, A, Found, INSECURE",
        "both.example, MX, NoData, INSECURE",
        "nxdomain.example, A, NxDomain, SECURE",
        "mixed.example, A, Found, INSECURE",
        "mixed.example, MX, NoData, INSECURE",
        "rest.example, A, Found, INSECURE",
    })
    void presenceDecidesTheAnswer(String name, String type, String kind, Dnssec dnssec) {
        DnsAnswer<?> answer = ask(WORLD, name, type(type));
        assertThat(answer.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(dnssec(answer)).isEqualTo(dnssec);
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "servfail.example, A, DNS_FAILURE",
        "timeout.example, TXT, DNS_TIMEOUT",
        "bogus.example, MX, DNS_BOGUS",
        "mixed.example, TXT, DNS_FAILURE",
        "rest.example, MX, DNS_TIMEOUT",
        "loop.example, A, DNS_FAILURE",
    })
    void wordsAndLoopsAreFailures(String name, String type, ProblemKind kind) {
        DnsAnswer<?> answer = ask(WORLD, name, type(type));
        assertThat(answer.problem().map(Problem::kind)).contains(kind);
        assertThat(answer instanceof DnsAnswer.Bogus).isEqualTo(kind == ProblemKind.DNS_BOGUS);
    }

    @ParameterizedTest(name = "{0} CNAMEs: {1}")
    @CsvSource({"8, Found", "9, TempFail"})
    void eightCnamesAreFollowed(int cnames, String kind) {
        Cassette.Builder world = Cassette.builder().records("n" + cnames + ".example", "A", "192.0.2.1");
        for (int i = 0; i < cnames; i++) {
            world.records("n" + i + ".example", "CNAME", "n" + (i + 1) + ".example");
        }
        assertThat(ask(world.build(), "n0.example", RecordType.A).getClass().getSimpleName())
                .isEqualTo(kind);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "A, 2001:db8::1",
        "AAAA, 192.0.2.1",
        "MX, mx.example",
        "MX, 65536 mx.example",
        "PTR, a..b",
        "CNAME, a..b"
    })
    void aBadRecordIsRefusedWhereverItComesFrom(String type, String value) {
        assertThatThrownBy(() -> Cassette.builder().records("example.com", type, value))
                .isInstanceOf(IllegalArgumentException.class);
        Map<String, List<TxtRecord>> records = Map.of(type, List.of(TxtRecord.of(value)));
        assertThatThrownBy(() -> new Cassette.Entry(Optional.empty(), records, Map.of(), Dnssec.INSECURE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNameHasOneCname() {
        assertThatThrownBy(() -> Cassette.builder().records("example.com", "CNAME", "a.example", "b.example"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "A, 192.0.2.1",
        "AAAA, 2001:db8::1",
        "MX, 10 mx.example",
        "MX, 0 .",
        "PTR, mx.example",
        "TXT, v=spf1 -all"
    })
    void aValueIsWrittenAsItIsRead(String type, String presentation) {
        assertThat(rewritten(type(type), presentation)).isEqualTo(presentation);
    }

    private static <T> String rewritten(RecordType<T> type, String presentation) {
        return type.format(type.parse(presentation).orThrow());
    }

    private static RecordType<?> type(String mnemonic) {
        return RecordType.ALL.stream()
                .filter(type -> type.mnemonic().equals(mnemonic))
                .findFirst()
                .orElseThrow();
    }

    private static Dnssec dnssec(DnsAnswer<?> answer) {
        if (answer instanceof DnsAnswer.Found<?> found) {
            return found.dnssec();
        }
        return answer instanceof DnsAnswer.NoData<?> noData
                ? noData.dnssec()
                : ((DnsAnswer.NxDomain<?>) answer).dnssec();
    }

    private static <T> DnsAnswer<T> ask(Cassette cassette, String name, RecordType<T> type) {
        return cassette.query(DomainName.of(name), type).toCompletableFuture().join();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.cassette;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.dns.Cassette;
import io.postern.dns.DnsAnswer;
import io.postern.dns.Dnssec;
import io.postern.dns.MxRecord;
import io.postern.dns.RecordType;
import io.postern.dns.TxtRecord;
import io.postern.testing.Prerequisites;
import io.postern.value.DomainName;
import io.postern.value.IpAddress;
import io.postern.value.Parsed;
import io.postern.value.ProblemKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CassetteJsonTest {
    /** Every form that the format has. */
    private static final String EXAMPLE = """
            {"example.com":  {"TXT": ["v=spf1 -all", ["two ", "strings"]], "MX": ["10 mx.example.com", "0 ."], "A": ["192.0.2.1"], "AAAA": ["2001:db8::1"]},
             "1.2.0.192.in-addr.arpa": {"PTR": ["mx.example.com"]},   "www.example.com": {"CNAME": ["example.com"]},
             "_25._tcp.mx.example.com": {"TLSA": ["3 1 1 0123abcd"], "secure": true},
             "bad.example": "SERVFAIL", "slow.example": "TIMEOUT", "forged.example": "BOGUS", "gone.example": "NXDOMAIN",
             "mixed.example": {"A": ["192.0.2.2"], "TXT": "SERVFAIL"}, "empty.example": {}}
            """;

    @Test
    void readsTheExampleOfTheFormat() {
        Cassette cassette = CassetteJson.read(EXAMPLE).orThrow();
        assertThat(ask(cassette, "example.com", RecordType.TXT).recordsOrNone())
                .containsExactly(TxtRecord.of("v=spf1 -all"), TxtRecord.of("two ", "strings"));
        assertThat(ask(cassette, "example.com", RecordType.MX).recordsOrNone())
                .containsExactly(
                        new MxRecord(10, Optional.of(DomainName.of("mx.example.com"))),
                        new MxRecord(0, Optional.empty()));
        assertThat(ask(cassette, "www.example.com", RecordType.AAAA).recordsOrNone())
                .containsExactly(IpAddress.of("2001:db8::1"));
        assertThat(ask(cassette, "1.2.0.192.in-addr.arpa", RecordType.PTR).recordsOrNone())
                .containsExactly(DomainName.of("mx.example.com"));
        assertThat(ask(cassette, "_25._tcp.mx.example.com", RecordType.A))
                .isEqualTo(new DnsAnswer.NoData<>(Dnssec.SECURE));
    }

    @Test
    void aTxtRecordMayHaveNoStringsAtAll() {
        String json = "{\"x.example\": {\"TXT\": [[]]}}";
        Cassette cassette = CassetteJson.read(json).orThrow();
        assertThat(ask(cassette, "x.example", RecordType.TXT).recordsOrNone()).containsExactly(TxtRecord.of());
        assertThat(CassetteJson.read(CassetteJson.write(cassette)).orThrow().entries())
                .isEqualTo(cassette.entries());
    }

    @ParameterizedTest(name = "{0} asked for {1} answers {2}")
    @CsvSource({
        "bad.example, A, DNS_FAILURE",
        "bad.example, TXT, DNS_FAILURE",
        "slow.example, A, DNS_TIMEOUT",
        "forged.example, A, DNS_BOGUS",
        "mixed.example, TXT, DNS_FAILURE",
    })
    void wordsAnswerWithFailure(String name, String type, ProblemKind kind) {
        Cassette cassette = CassetteJson.read(EXAMPLE).orThrow();
        assertThat(ask(cassette, name, type(type)).problem())
                .hasValueSatisfying(why -> assertThat(why.kind()).isEqualTo(kind));
    }

    @ParameterizedTest(name = "{0} asked for {1} is {2}")
    @CsvSource({
        "gone.example, A, NxDomain",
        "absent.example, A, NxDomain",
        "empty.example, A, NoData",
        "mixed.example, AAAA, NoData",
        "example.com, PTR, NoData",
        "0.192.in-addr.arpa, PTR, NoData", // an empty non-terminal
        "mixed.example, A, Found",
        "MIXED.Example., A, Found",
    })
    void presenceIsAsTheFormatSays(String name, String type, String kind) {
        Cassette cassette = CassetteJson.read(EXAMPLE).orThrow();
        assertThat(ask(cassette, name, type(type)).getClass().getSimpleName()).isEqualTo(kind);
    }

    @Test
    void namesAreReadInAnyCaseAndWithATrailingDot() {
        Cassette cassette = CassetteJson.read("{\"WWW.Example.COM.\": {\"A\": [\"192.0.2.1\"]}}")
                .orThrow();
        assertThat(ask(cassette, "www.example.com", RecordType.A).recordsOrNone())
                .hasSize(1);
    }

    @Test
    void textCharactersStandForOneOctetEach() {
        Cassette cassette = CassetteJson.read("{\"example.com\": {\"TXT\": [\"\\u0000\u00e9\u00ff\"]}}")
                .orThrow();
        assertThat(ask(cassette, "example.com", RecordType.TXT).recordsOrNone())
                .containsExactly(TxtRecord.of("\0\u00e9\u00ff"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    []                                        | /: [], allowed: an object with a member for each name
                    {"a..example": {}}                        | /a..example: "a..example", allowed: a domain name (empty label)
                    {"": {}}                                  | /: "", allowed: a domain name (empty name)
                    {"x.example": 7}                          | /x.example: 7, allowed: an object with a member for each record type, or one of SERVFAIL, TIMEOUT, BOGUS, NXDOMAIN
                    {"x.example": "REFUSED"}                  | /x.example: "REFUSED", allowed: SERVFAIL, TIMEOUT, BOGUS, NXDOMAIN
                    {"x.example": {"A": "servfail"}}          | /x.example/A: "servfail", allowed: SERVFAIL, TIMEOUT, BOGUS, NXDOMAIN
                    {"x.example": {"secure": "yes"}}          | /x.example/secure: "yes", allowed: true or false
                    {"x.example": {"txt": ["x"]}}             | /x.example/txt: "txt", allowed: a record type's mnemonic in upper case, or secure
                    {"x.example": {"A/~": []}}                | /x.example/A~1~0: "A/~", allowed: a record type's mnemonic in upper case, or secure
                    {"x.example": {"A": {"b": 1}}}            | /x.example/A: {"b":1}, allowed: a list of records, or one of SERVFAIL, TIMEOUT, BOGUS, NXDOMAIN
                    {"x.example": {"A": ["192.0.2.1", "no"]}} | /x.example/A/1: "no", allowed: a record of type A in presentation form (ip4-network: not an IPv4 address)
                    {"x.example": {"AAAA": ["192.0.2.1"]}}    | /x.example/AAAA/0: "192.0.2.1", allowed: a record of type AAAA in presentation form (AAAA: address of the other family)
                    {"x.example": {"MX": ["mx.example"]}}     | /x.example/MX/0: "mx.example", allowed: a record of type MX in presentation form (MX: an MX value is a preference of 0 to 65535, a space and a name)
                    {"x.example": {"A": [["192.0.2.1"]]}}     | /x.example/A/0: ["192.0.2.1"], allowed: a string in presentation form
                    {"x.example": {"TXT": [7]}}               | /x.example/TXT/0: 7, allowed: a string, or a list of strings
                    {"x.example": {"TXT": [{}]}}              | /x.example/TXT/0: {}, allowed: a string, or a list of strings
                    {"x.example": {"TXT": [["a", 7]]}}        | /x.example/TXT/0/1: 7, allowed: a string of characters U+0000 to U+00FF, one for an octet
                    {"x.example": {"TXT": ["\u20ac"]}}        | /x.example/TXT/0: "?", allowed: a string of characters U+0000 to U+00FF, one for an octet
                    {"x.example": {"CNAME": []}}              | /x.example/CNAME: [], allowed: exactly one CNAME
                    {"x.example": {"CNAME": ["a", "b"]}}      | /x.example/CNAME: ["a","b"], allowed: exactly one CNAME
                    {"x.example": {"CNAME": ["a..b"]}}        | /x.example/CNAME/0: "a..b", allowed: a record of type CNAME in presentation form (domain-name: empty label)
                    {"x.example": {}, "X.Example.": {}}       | /X.Example.: "X.Example.", allowed: one entry for a name, whatever its case
                    """)
    void whatIsWrongIsToldWithPlaceValueAndChoice(String json, String message) {
        assertThat(CassetteJson.read(json)).isEqualTo(Parsed.malformed(0, "cassette", message));
    }

    @ParameterizedTest(name = "{0} breaks at {1}")
    @CsvSource(delimiter = '|', textBlock = """
            {"x.example"        | 12
            {"a": {}, "a": {}}  | 13
            {} {}               | 4
            """)
    void whatIsNoJsonIsToldWithItsOffset(String json, int offset) {
        assertThat(CassetteJson.read(json))
                .isInstanceOfSatisfying(
                        Parsed.Malformed.class, bad -> assertThat(bad.offset()).isBetween(offset - 1, offset + 1));
    }

    @Test
    void theEmptyTextIsNoCassette() {
        assertThat(CassetteJson.read("")).isInstanceOf(Parsed.Malformed.class);
    }

    @Test
    void writesNamesAndTypesInOrder() {
        Cassette cassette = Cassette.builder()
                .txt("b.example", "v=spf1 -all")
                .records("b.example", "A", "192.0.2.1")
                .secure("b.example")
                .records("a.example", "TXT", List.of(TxtRecord.of("two ", "strings\u00ff")))
                .word("c.example", Cassette.Word.SERVFAIL)
                .name("d.example")
                .build();
        assertThat(CassetteJson.write(cassette)).isEqualTo("""
                        {"a.example": {"TXT":[["two ","strings\\u00FF"]]},
                         "b.example": {"A":["192.0.2.1"],"TXT":["v=spf1 -all"],"secure":true},
                         "c.example": "SERVFAIL",
                         "d.example": {}}
                        """);
    }

    @Test
    void aWordBesideRecordsIsWrittenForTheTypesThatItAnswers() {
        Cassette cassette = Cassette.builder()
                .records("example.com", "A", "192.0.2.1")
                .word("example.com", Cassette.Word.TIMEOUT)
                .build();
        Cassette again = CassetteJson.read(CassetteJson.write(cassette)).orThrow();
        for (RecordType<?> type : RecordType.ALL) {
            assertThat(ask(again, "example.com", type)).isEqualTo(ask(cassette, "example.com", type));
        }
    }

    @Test
    void whatIsWrittenIsReadBackTheSame() {
        Cassette cassette = CassetteJson.read(EXAMPLE).orThrow();
        String written = CassetteJson.write(cassette);
        assertThat(CassetteJson.read(written).orThrow().entries()).isEqualTo(cassette.entries());
        assertThat(CassetteJson.write(CassetteJson.read(written).orThrow())).isEqualTo(written);
    }

    @Test
    void readsAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("zone.json"), EXAMPLE);
        assertThat(CassetteJson.read(file).orThrow().entries()).hasSize(10);
    }

    @Test
    void damagedTextIsRefusedAndNeverThrows() {
        for (int round = 0; round < Prerequisites.fuzzRounds() / 10; round++) {
            Random random = new Random(round);
            StringBuilder text = new StringBuilder(EXAMPLE);
            for (int change = random.nextInt(4); change >= 0; change--) {
                text.setCharAt(random.nextInt(text.length()), "{}[]\":,\\0aA.~/\u20ac".charAt(random.nextInt(15)));
            }
            Parsed<Cassette> read = CassetteJson.read(text.toString());
            assertThat(read).as("seed %d", round).isNotNull();
        }
    }

    private static RecordType<?> type(String mnemonic) {
        return RecordType.ALL.stream()
                .filter(type -> type.mnemonic().equals(mnemonic))
                .findFirst()
                .orElseThrow();
    }

    private static <T> DnsAnswer<T> ask(Cassette cassette, String name, RecordType<T> type) {
        return cassette.query(DomainName.of(name), type).toCompletableFuture().join();
    }
}

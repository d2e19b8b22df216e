// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.cassette;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.dns.Cassette;
import io.postern.dns.DnsAnswer;
import io.postern.dns.DnsResolver;
import io.postern.dns.RecordType;
import io.postern.value.DomainName;
import io.postern.value.ProblemKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingResolverTest {
    private static final Cassette WORLD = Cassette.builder()
            .records("example.com", "MX", "10 mx.example.com", "0 .")
            .txt("example.com", "v=spf1 -all")
            .records("example.com", "A", "192.0.2.1")
            .secure("example.com")
            .records("www.example.com", "CNAME", "example.com")
            .records("1.2.0.192.in-addr.arpa", "PTR", "mx.example.com")
            .records("mixed.example", "AAAA", "2001:db8::1")
            .word("mixed.example", "TXT", Cassette.Word.TIMEOUT)
            .word("bad.example", Cassette.Word.SERVFAIL)
            .word("forged.example", Cassette.Word.BOGUS)
            .name("empty.example")
            .build();
    private static final List<String> NAMES = List.of(
            "example.com",
            "www.example.com",
            "1.2.0.192.in-addr.arpa",
            "mixed.example",
            "bad.example",
            "forged.example",
            "empty.example",
            "absent.example");

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "example.com",
                "www.example.com",
                "1.2.0.192.in-addr.arpa",
                "mixed.example",
                "bad.example",
                "forged.example",
                "empty.example",
                "absent.example"
            })
    void theCassetteAnswersWhatWasAskedAsBefore(String name) {
        RecordingResolver recorder = new RecordingResolver(WORLD);
        RecordType.ALL.forEach(type -> ask(recorder, name, type));
        Cassette replayed =
                CassetteJson.read(CassetteJson.write(recorder.toCassette())).orThrow();
        for (RecordType<?> type : RecordType.ALL) {
            assertThat(replayed.query(DomainName.of(name), type)
                            .toCompletableFuture()
                            .join())
                    .isEqualTo(ask(WORLD, name, type));
        }
    }

    @Test
    void theOrderOfQuestionsDoesNotShow() {
        RecordingResolver forwards = new RecordingResolver(WORLD);
        RecordingResolver backwards = new RecordingResolver(WORLD);
        for (int i = 0; i < NAMES.size(); i++) {
            ask(forwards, NAMES.get(i), RecordType.TXT);
            ask(backwards, NAMES.get(NAMES.size() - 1 - i), RecordType.TXT);
        }
        assertThat(CassetteJson.write(forwards.toCassette())).isEqualTo(CassetteJson.write(backwards.toCassette()));
    }

    @Test
    void aTimeOutIsRecordedAsSuch() {
        RecordingResolver recorder = new RecordingResolver(WORLD);
        assertThat(ask(recorder, "mixed.example", RecordType.TXT).problem())
                .hasValueSatisfying(why -> assertThat(why.kind()).isEqualTo(ProblemKind.DNS_TIMEOUT));
        assertThat(CassetteJson.write(recorder.toCassette())).isEqualTo("""
                {"mixed.example": {"TXT":"TIMEOUT"}}
                """);
    }

    private static <T> DnsAnswer<T> ask(DnsResolver resolver, String name, RecordType<T> type) {
        return resolver.query(DomainName.of(name), type).toCompletableFuture().join();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.authres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.postern.message.HeaderField;
import io.postern.message.Message;
import io.postern.message.OctetSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthservIdTest {
    private static final AuthservId OURS = AuthservId.of("mx.xn--bcher-kva.example")
            .withAlias("mx.b\u00FCcher.example")
            .withAlias("mx.example.com");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authentication-Results: mx.example.com; spf=pass",
                "AUTHENTICATION-results \t:MX.Example.COM; none",
                "Authentication-Results\r\n : mx.example.com; spf=pass",
                "Authentication-Results:\r\n mx.example.com\r\n ;\r\n spf=pass",
                "Authentication-Results:mx.example.com",
                "Authentication-Results: mx.example.com 1; spf=pass",
                "Authentication-Results: mx.example.com 7 (x) ; spf=pass",
                "Authentication-Results: \"mx.example.com\"; spf=pass",
                "Authentication-Results: \"mx\\.example.com\"; spf=pass",
                "Authentication-Results: mx\\.example.com; spf=pass",
                "Authentication-Results: (a(b)\\() mx.example.com(c); spf=pass",
                "Authentication-Results: mx.example.com. ; spf=pass",
                "Authentication-Results: mx.exam\u0000ple.com\u0000; spf=pass",
                "Authentication-Results: \u0000\u000B\u007Fmx.example.com; spf=pass",
                "Authentication-Results: mx.example.com dkim=pass",
                "Authentication-Results: mx.example.com; \u0000 ))) \"",
                "Authentication-Results: mx.example.com=\u00FF",
                "Authentication-Results: Authentication-Results: mx.example.com; spf=pass",
                "Authentication-Results: i=1; mx.example.com; spf=pass",
                // not closed: another reader may see it otherwise
                "Authentication-Results: (a (b) mx.example.com; spf=pass",
                "Authentication-Results: \"mx.example.com; spf=pass",
                "Authentication-Results: other.example (x; mx.example.com; spf=pass",
                // a comment only for who nests comments
                "Authentication-Results: (a (b) mx.example.com; spf=pass) other.example; none",
                // RFC 8601 §5: no id that could be read
                "Authentication-Results: = mx.example.com; spf=pass",
                "Authentication-Results: ; mx.example.com; spf=pass",
                // between results, as Office 365 writes
                "Authentication-Results: spf=pass; mx.example.com; dkim=pass",
                // a reader that ends lines at bare CR
                "Subject: x\rAuthentication-Results: mx.example.com; spf=pass",
                "Authentication-Results: other.example; none\rAuthentication-Results: mx.example.com; spf=pass",
                "Authentication-Results:\r mx.example.com; spf=pass",
                // the other forms of the name
                "Authentication-Results: mx.xn--BCHER-kva.example; spf=pass",
                "Authentication-Results: mx.b\u00C3\u00BCcher.example; spf=pass",
                "Authentication-Results: \"mx.b\u00C3\u00BCcher.example\"; spf=pass",
                "Authentication-Results: mx.B\u00C3\u009Ccher.example; spf=pass"
            })
    void claimsToBeOurs(String field) {
        assertThat(OURS.isClaimedBy(field(field))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authentication-Results: other.example; spf=pass smtp.mailfrom=mx.example.com",
                "Authentication-Results: other.example; spf=pass (mx.example.com: permitted) smtp.mailfrom=a",
                "Authentication-Results: other.example; spf=pass reason=\"; mx.example.com; \"",
                "Authentication-Results: other.example; mx.example.com=pass",
                "Authentication-Results: in.mx.example.com; spf=pass",
                "Authentication-Results: mx.example.com.attacker.example; spf=pass",
                "Authentication-Results: amx.example.com; spf=pass",
                "Authentication-Results: mx.example.comm; spf=pass",
                "Authentication-Results: (a; (b)) other.example; spf=pass",
                "Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=mx.example.com",
                "Authentication-Results: (not closed",
                "Authentication-Results: ",
                "Authentication-Results",
                "X-Authentication-Results: mx.example.com; spf=pass",
                "ARC-Authentication-Results: i=1; mx.example.com; spf=pass",
                "Authentication-Results\u00FF: mx.example.com; spf=pass",
                "Subject: Authentication-Results: mx.example.com; spf=pass",
                "Subject: x\r Authentication-Results: mx.example.com; spf=pass",
                "Subject: x\rX: mx.example.com"
            })
    void isSomebodyElses(String field) {
        assertThat(OURS.isClaimedBy(field(field))).isFalse();
    }

    @Test
    void matchesAnyFormOfTheName() {
        assertThat(OURS.matches("MX.example.com")).isTrue();
        assertThat(OURS.matches("mx.b\u00DCcher.example.")).isTrue();
        assertThat(OURS.matches("example.com")).isFalse();
        assertThat(OURS.matches("")).isFalse();
    }

    @Test
    void refusesNamesThatAreNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> AuthservId.of(""));
        assertThatIllegalArgumentException().isThrownBy(() -> AuthservId.of(" ."));
        assertThatIllegalArgumentException().isThrownBy(() -> OURS.withAlias("a\nb"));
    }

    @Test
    void aMessageLosesTheForgeriesAndNothingElse() throws IOException {
        String text = "Received: x\r\nAuthentication-Results: mx.example.com;\r\n\tspf=pass\r\n"
                + "Authentication-Results: list.example; spf=fail\r\n\r\nbody";
        Message message = Message.read(OctetSource.of(text.getBytes(StandardCharsets.US_ASCII)));

        Message cleaned = message.without(OURS::isClaimedBy);

        assertThat(new String(cleaned.open().readAllBytes(), StandardCharsets.US_ASCII))
                .isEqualTo("Received: x\r\nAuthentication-Results: list.example; spf=fail\r\n\r\nbody");
    }

    private static HeaderField field(String octets) {
        byte[] message = (octets + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        try {
            return Message.read(OctetSource.of(message)).head().fields().get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.dns.Cassette;
import io.postern.dns.DnsResolver;
import io.postern.message.Message;
import io.postern.message.OctetSource;
import io.postern.testing.TextDkim;
import io.postern.value.DomainConverter;
import io.postern.value.Trace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How the tests verify, and what they verify. */
final class Verifying {
    static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    static final String MESSAGE =
            "From: Alice <alice@example.com>\r\nTo: bob@example.org\r\nSubject: An  example\r\n\tof it\r\n"
                    + "\r\nHello,\r\n\r\nthis  is a body. \r\n\r\n";

    private Verifying() {}

    static DkimVerifier verifier(DnsResolver resolver) {
        return verifier(resolver, DkimPolicy.DEFAULT);
    }

    static DkimVerifier verifier(DnsResolver resolver, DkimPolicy policy) {
        return new DkimVerifier(
                resolver,
                Clock.fixed(NOW, ZoneOffset.UTC),
                DomainConverter.ASCII_ONLY,
                Duration.ofSeconds(10),
                Crypto.JDK,
                policy);
    }

    static DkimFindings findings(DkimVerifier verifier, String message) {
        return findings(verifier, message, Trace.OFF);
    }

    static DkimFindings findings(DkimVerifier verifier, String message, Trace trace) {
        try {
            return verifier.verify(Message.read(OctetSource.of(TextDkim.octets(message))), trace)
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** The only signature's outcome. */
    static DkimOutcome outcome(DkimVerifier verifier, String message) {
        DkimFindings findings = findings(verifier, message);
        assertThat(findings.outcomes()).hasSize(1);
        return findings.outcomes().get(0);
    }

    /** Result and reasons as one text: {@code pass}, {@code policy short-key}. */
    static String said(DkimOutcome outcome) {
        return (outcome.result().keyword() + " " + outcome.reasonText()).strip();
    }

    static Cassette zone(String name, String... records) {
        return Cassette.builder().txt(name, records).build();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.arc;

import io.postern.dkim.Crypto;
import io.postern.dkim.DkimPolicy;
import io.postern.dkim.DkimVerifier;
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

    static ArcVerifier verifier(DnsResolver resolver) {
        return new ArcVerifier(new DkimVerifier(
                resolver,
                Clock.fixed(NOW, ZoneOffset.UTC),
                DomainConverter.ASCII_ONLY,
                Duration.ofSeconds(10),
                Crypto.JDK,
                DkimPolicy.DEFAULT));
    }

    static ArcFindings findings(DnsResolver resolver, String message) {
        return findings(resolver, message, Trace.OFF);
    }

    static ArcFindings findings(DnsResolver resolver, String message, Trace trace) {
        return findings(resolver, OctetSource.of(TextDkim.octets(message)), trace);
    }

    static ArcFindings findings(DnsResolver resolver, OctetSource message, Trace trace) {
        try {
            return verifier(resolver)
                    .verify(Message.read(message), trace)
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** State, and oldest pass or reason, as one text: {@code pass 0}, {@code fail seal}. */
    static String said(ArcFindings findings) {
        return findings.state().keyword()
                + findings.failure().map(why -> " " + why.reason().keyword()).orElse("")
                + (findings.oldestPass().isPresent()
                        ? " " + findings.oldestPass().getAsInt()
                        : "");
    }
}

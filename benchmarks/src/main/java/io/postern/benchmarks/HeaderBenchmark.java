// SPDX-License-Identifier: Apache-2.0
package io.postern.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.postern.authres.AuthenticationResults;
import io.postern.authres.AuthservId;
import io.postern.authres.MethodResult;
import io.postern.authres.Property;
import io.postern.message.Message;
import io.postern.message.OctetSource;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the end of DATA costs: read the head, take forged fields out, put ours on top, write it all. 40 fields, 10 kB of
 * body.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class HeaderBenchmark {
    private final OctetSource octets = OctetSource.of(message());
    private final AuthservId id = AuthservId.of("mx.example.org");
    private final AuthenticationResults results = AuthenticationResults.of(
            "mx.example.org",
            List.of(MethodResult.of("spf", "pass")
                    .withComment("mx.example.org: domain of a@s.example designates 192.0.2.1 as permitted sender")
                    .with(Property.ofRemote("smtp", "mailfrom", "a@s.example"))
                    .with(Property.ofRemote("smtp", "helo", "mta.s.example"))));

    /** What is done with each message. */
    @Benchmark
    public Message stripAndPrepend() throws IOException {
        Message message = Message.read(octets).without(id::isClaimedBy).prepend(List.of(results.toField()));
        message.writeTo(OutputStream.nullOutputStream());
        return message;
    }

    private static byte[] message() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            text.append("X-Field-").append(i).append(": some words of usual length\r\n\tand a second line\r\n");
        }
        text.append("\r\n").append(("0123456789".repeat(7) + "\r\n").repeat(140));
        return text.toString().getBytes(ISO_8859_1);
    }
}

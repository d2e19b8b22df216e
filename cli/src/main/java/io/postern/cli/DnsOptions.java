// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.backend.cassette.CassetteJson;
import io.postern.backend.cassette.RecordingResolver;
import io.postern.backend.dns.DnsjavaResolver;
import io.postern.dns.Cassette;
import io.postern.dns.DnsResolver;
import io.postern.value.Parsed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Where a verb's answers of DNS come from, and where they are kept. */
final class DnsOptions {
    @Option(
            names = "--dns",
            paramLabel = "CASSETTE",
            description = "Answer DNS from this file; the network is not asked.")
    private @Nullable Path cassette;

    @Option(names = "--record", paramLabel = "FILE", description = "Write what DNS answered to this file, for --dns.")
    private @Nullable Path recording;

    @Mixin
    private final NetworkOptions network = new NetworkOptions();

    /**
     * What is done with a resolver.
     *
     * @param <T> what comes of it
     */
    @FunctionalInterface
    interface Use<T> {
        T of(DnsResolver resolver) throws IOException;
    }

    /**
     * What {@code use} makes of a resolver, which is closed behind it; then the recording is written.
     *
     * @param verb whose options these are, for complaints
     */
    <T> T resolving(CommandSpec verb, Use<T> use) throws IOException {
        if (cassette != null && network.namesServers()) {
            throw new ParameterException(verb.commandLine(), "--dns and --server: both given, allowed: one of them");
        }
        if (cassette != null) {
            return recorded(read(verb.commandLine(), cassette), use);
        }
        try (DnsjavaResolver resolver = network.open()) {
            return recorded(resolver, use);
        }
    }

    private <T> T recorded(DnsResolver resolver, Use<T> use) throws IOException {
        if (recording == null) {
            return use.of(resolver);
        }
        RecordingResolver recorder = new RecordingResolver(resolver);
        T result = use.of(recorder);
        Files.writeString(recording, CassetteJson.write(recorder.toCassette()));
        return result;
    }

    private static Cassette read(CommandLine verb, Path file) {
        try {
            Parsed<Cassette> cassette = CassetteJson.read(file);
            if (cassette instanceof Parsed.Malformed<Cassette> bad) {
                throw new ParameterException(verb, "--dns: " + file + ": " + bad.message());
            }
            return cassette.orThrow();
        } catch (IOException unreadable) {
            throw new ParameterException(verb, "--dns: cannot be read: " + unreadable);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.backend.cassette.RecordingResolver;
import io.postern.dns.Cassette;
import io.postern.dns.DnsBudget;
import io.postern.dns.DnsResolver;
import io.postern.dns.TxtRecord;
import io.postern.envelope.Helo;
import io.postern.envelope.ReversePath;
import io.postern.spf.CheckHost;
import io.postern.spf.SpfOutcome;
import io.postern.spf.SpfRequest;
import io.postern.testing.SpfSuite;
import io.postern.value.Ascii;
import io.postern.value.DomainName;
import io.postern.value.IpAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The openspf cases again, with NSD in place of the cassette: every case whose look-ups a master file can answer. Left
 * out are only those that meet a temporary failure, which NSD cannot be told to give.
 */
@Tag("peer")
class SpfOverNsdTest {
    /** Of the 101 local cases; fewer would mean that this test leaves out what it should not. */
    private static final int AT_LEAST = 85;

    @Test
    void theSuiteGivesTheSameResultsOverTheNetwork(@TempDir Path folder) throws Exception {
        Map<Cassette, List<SpfSuite.Case>> byZone = new LinkedHashMap<>();
        SpfSuite.cases().stream()
                .filter(SpfOverNsdTest::needsNoFailure)
                .forEach(test -> byZone.computeIfAbsent(test.zone(), z -> new ArrayList<>())
                        .add(test));
        assertThat(byZone.values().stream().mapToInt(List::size).sum()).isGreaterThanOrEqualTo(AT_LEAST);
        for (Map.Entry<Cassette, List<SpfSuite.Case>> zone : byZone.entrySet()) {
            Path own = Files.createTempDirectory(folder, "nsd");
            try (Nsd nsd = Nsd.serving(own, Map.of(".", master(zone.getKey())));
                    DnsjavaResolver resolver = DnsjavaResolver.of(nsd.settings())) {
                for (SpfSuite.Case test : zone.getValue()) {
                    SpfOutcome outcome = check(test, resolver);
                    assertThat(outcome.result().keyword()).as(test.id()).isIn(test.results());
                    assertThat(outcome).as(test.id()).isEqualTo(check(test, test.zone()));
                }
            }
        }
    }

    private static boolean needsNoFailure(SpfSuite.Case test) {
        RecordingResolver recorder = new RecordingResolver(test.zone());
        check(test, recorder);
        return recorder.toCassette().entries().values().stream()
                .allMatch(entry -> entry.typeWords().isEmpty() && entry.word().isEmpty());
    }

    private static SpfOutcome check(SpfSuite.Case test, DnsResolver resolver) {
        SpfRequest request = new SpfRequest(
                IpAddress.of(test.ip()), Helo.of(test.helo()), ReversePath.of(test.mailFrom()), "receiver.example");
        return CheckHost.of(DnsBudget.of(resolver, Clock.systemUTC(), Duration.ofSeconds(60), 200), Clock.systemUTC())
                .mailFrom(request)
                .toCompletableFuture()
                .join();
    }

    /** A cassette as the master file of the root zone. */
    private static String master(Cassette cassette) {
        StringBuilder file = new StringBuilder("$TTL 300\n. IN SOA ns. hostmaster. 1 3600 600 86400 60\n. IN NS ns.\n");
        cassette.entries()
                .forEach((name, entry) -> entry.records().forEach((type, records) -> {
                    for (TxtRecord record : records) {
                        file.append(owner(name))
                                .append(" IN ")
                                .append(type)
                                .append(' ')
                                .append(rdata(type, record))
                                .append('\n');
                    }
                }));
        return file.toString();
    }

    private static String owner(DomainName name) {
        StringBuilder text = new StringBuilder();
        name.labels().forEach(label -> text.append(escaped(label)).append('.'));
        return text.toString();
    }

    private static String rdata(String type, TxtRecord record) {
        return switch (type) {
            case "TXT" -> strings(record);
            case "MX" -> {
                String[] parts = record.joined().split(" ", 2);
                yield parts[0] + " " + (parts[1].equals(".") ? "." : owner(DomainName.of(parts[1])));
            }
            case "PTR", "CNAME" -> owner(DomainName.of(record.joined()));
            default -> record.joined();
        };
    }

    private static String strings(TxtRecord record) {
        List<String> strings = new ArrayList<>();
        for (String string : record.strings()) {
            for (int i = 0; i == 0 || i < string.length(); i += 255) {
                strings.add('"' + escaped(string.substring(i, Math.min(i + 255, string.length()))) + '"');
            }
        }
        return String.join(" ", strings.isEmpty() ? List.of("\"\"") : strings);
    }

    private static String escaped(String octets) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < octets.length(); i++) {
            char c = octets.charAt(i);
            boolean plain = Ascii.isAlpha(c) || Ascii.isDigit(c) || c == '-' || c == '_';
            text.append(plain ? String.valueOf(c) : "\\%03d".formatted((int) c));
        }
        return text.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import io.postern.dns.Cassette;
import io.postern.dns.DnsAnswer;
import io.postern.dns.DnsBudget;
import io.postern.dns.DnsResolver;
import io.postern.dns.RecordType;
import io.postern.envelope.Helo;
import io.postern.envelope.ReversePath;
import io.postern.value.DomainName;
import io.postern.value.IpAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * A DNS world and one transaction in it. Begins as {@code <alice@example.com>} from 192.0.2.1, HELO mail.example.com.
 */
final class Scenario implements DnsResolver {
    static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);

    private final DnsResolver zone;
    private final List<String> questions = Collections.synchronizedList(new ArrayList<>());
    private final StringBuilder story = new StringBuilder();
    private String ip = "192.0.2.1";
    private String helo = "mail.example.com";
    private String mailFrom = "alice@example.com";
    private Duration time = Duration.ofSeconds(20);
    private int maxQueries = 200;

    private Scenario(DnsResolver zone) {
        this.zone = zone;
    }

    static Scenario of(DnsResolver zone) {
        return new Scenario(zone);
    }

    /**
     * Lines of {@code name TYPE value}; lines of one name and type are one answer. A value TIMEOUT, SERVFAIL, BOGUS or
     * NXDOMAIN answers the type, or every type if that is {@code *}.
     */
    static Scenario of(String zone) {
        return new Scenario(cassette(zone));
    }

    /** Only example.com's own record. */
    static Scenario ofRecord(String record) {
        return of("example.com TXT " + record);
    }

    static Cassette cassette(String zone) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        zone.lines().filter(line -> !line.isBlank()).forEach(line -> {
            String[] parts = line.split(" ", 3);
            values.computeIfAbsent(parts[0] + " " + parts[1], key -> new ArrayList<>())
                    .add(parts[2]);
        });
        Cassette.Builder builder = Cassette.builder();
        values.forEach((key, texts) -> {
            String name = key.substring(0, key.indexOf(' '));
            String type = key.substring(key.indexOf(' ') + 1);
            boolean word = List.of("TIMEOUT", "SERVFAIL", "BOGUS", "NXDOMAIN").contains(texts.get(0));
            if (word && type.equals("*")) {
                builder.word(name, Cassette.Word.valueOf(texts.get(0)));
            } else if (word) {
                builder.word(name, type, Cassette.Word.valueOf(texts.get(0)));
            } else {
                builder.records(name, type, texts.toArray(String[]::new));
            }
        });
        return builder.build();
    }

    Scenario from(String address) {
        ip = address;
        return this;
    }

    Scenario helo(String name) {
        helo = name;
        return this;
    }

    Scenario mailFrom(String address) {
        mailFrom = address;
        return this;
    }

    Scenario within(Duration limit) {
        time = limit;
        return this;
    }

    Scenario asking(int atMost) {
        maxQueries = atMost;
        return this;
    }

    SpfRequest request() {
        return new SpfRequest(IpAddress.of(ip), Helo.of(helo), ReversePath.of(mailFrom), "mx.receiver.example");
    }

    CheckHost checkHost() {
        return CheckHost.of(DnsBudget.of(this, CLOCK, time, maxQueries), CLOCK)
                .tracing((section, text) ->
                        story.append(section).append(' ').append(text.get()).append('\n'));
    }

    SpfOutcome check() {
        return checkHost().mailFrom(request()).toCompletableFuture().join();
    }

    SpfOutcome checkHelo() {
        return checkHost().helo(request()).toCompletableFuture().join();
    }

    SpfResult result() {
        return check().result();
    }

    String explanation() {
        return check().explanation().orElse("(none)");
    }

    /** {@code name TYPE} of every different question that was put, in order. */
    List<String> questions() {
        return questions;
    }

    String story() {
        return story.toString();
    }

    @Override
    public <T> CompletionStage<DnsAnswer<T>> query(DomainName name, RecordType<T> type) {
        questions.add(name + " " + type);
        return zone.query(name, type);
    }
}

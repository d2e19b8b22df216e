// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import io.postern.dmarc.SignedDomain.Verdict;
import io.postern.dns.Cassette;
import io.postern.dns.DnsResolver;
import io.postern.message.MessageHead;
import io.postern.spf.SpfResult;
import io.postern.value.DomainConverter;
import io.postern.value.DomainName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A message in a DNS world. Begins with neither SPF nor signatures. */
final class Evaluated {
    private final DnsResolver zone;
    private final StringBuilder story = new StringBuilder();
    private final List<SignedDomain> signatures = new ArrayList<>();
    private AuthorDomain author = new AuthorDomain.Single(DomainName.of("example.com"));
    private SpfEvidence spf = SpfEvidence.NONE;
    private DiscoveryMethod method = DiscoveryMethod.TREEWALK;
    private Optional<PublicSuffixList> list = Optional.empty();

    private Evaluated(DnsResolver zone) {
        this.zone = zone;
    }

    static Evaluated in(DnsResolver zone) {
        return new Evaluated(zone);
    }

    /** Lines of a name and its record at {@code _dmarc.}, or SERVFAIL; {@code name +} exists without a record. */
    static Evaluated in(String zone) {
        Cassette.Builder world = Cassette.builder();
        for (String line : zone.lines().filter(each -> !each.isBlank()).toList()) {
            String name = line.substring(0, line.indexOf(' '));
            String value = line.substring(name.length() + 1);
            if (value.equals("SERVFAIL")) {
                world.word("_dmarc." + name, Cassette.Word.SERVFAIL);
            } else if (value.equals("+")) {
                world.name(name);
            } else {
                world.txt("_dmarc." + name, value.split(" \\| "));
            }
        }
        return new Evaluated(world.build());
    }

    /** A domain, or what stands in a From field. */
    Evaluated from(String text) {
        author = text.indexOf('@') < 0
                ? new AuthorDomain.Single(DomainName.of(text))
                : author("From: " + text + "\r\n\r\n");
        return this;
    }

    Evaluated spf(SpfResult result, String domain) {
        spf = new SpfEvidence(result, Optional.of(DomainName.of(domain)));
        return this;
    }

    Evaluated spf(String passed) {
        return spf(SpfResult.PASS, passed);
    }

    Evaluated dkim(String passed) {
        return dkim(Verdict.PASS, passed);
    }

    Evaluated dkim(Verdict verdict, String domain) {
        signatures.add(new SignedDomain(DomainName.of(domain), "s", verdict));
        return this;
    }

    Evaluated by(DiscoveryMethod other, PublicSuffixList suffixes) {
        method = other;
        list = Optional.of(suffixes);
        return this;
    }

    DmarcOutcome outcome() {
        DmarcValidation validation = DmarcValidation.of(zone);
        DmarcValidation chosen =
                list.map(suffixes -> validation.by(method, suffixes)).orElse(validation);
        return chosen.tracing((section, text) ->
                        story.append(section).append("  ").append(text.get()).append('\n'))
                .validate(new DmarcRequest(author, spf, signatures))
                .toCompletableFuture()
                .join();
    }

    DmarcResult result() {
        return outcome().result();
    }

    /** Only the questions for records, without prefix and type. */
    List<String> asked() {
        return outcome().discovery().queries().stream()
                .map(query -> query.replace("_dmarc.", "").replace(" TXT", ""))
                .toList();
    }

    String story() {
        return story.toString();
    }

    static AuthorDomain author(String head) {
        return author(head, DomainConverter.ASCII_ONLY);
    }

    static AuthorDomain author(String head, DomainConverter converter) {
        try {
            byte[] octets = head.getBytes(StandardCharsets.UTF_8);
            return new FromField(converter).of(MessageHead.read(new ByteArrayInputStream(octets)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

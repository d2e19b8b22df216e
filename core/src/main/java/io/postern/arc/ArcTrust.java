// SPDX-License-Identifier: Apache-2.0
package io.postern.arc;

import io.postern.dkim.DkimOutcome;
import io.postern.value.Ascii;
import io.postern.value.DomainName;
import io.postern.value.Parsed;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The sealers that an operator trusts to tell the truth about the mail that they hand on. A pure value; who holds it
 * says what day it is.
 *
 * <p>Whom to believe is left to the receiver (RFC 8617 §7.2). All instances from the believed one to the newest must be
 * sealed by trusted domains: any later sealer could have rewritten the message, and sealed what he made of it.
 *
 * @param sealers in the order of the file
 */
public record ArcTrust(List<Sealer> sealers) {
    /** Nobody. */
    public static final ArcTrust NONE = new ArcTrust(List.of());
    /** Entries of a file. Ours. */
    public static final int MAX_SEALERS = 10_000;

    /**
     * One entry.
     *
     * @param domain {@code d=} of his seals: this one, and none below it
     * @param note why, for people; may be empty
     * @param review the last day on which the entry counts
     */
    public record Sealer(DomainName domain, String note, LocalDate review) {
        public boolean isExpired(LocalDate today) {
            return today.isAfter(review);
        }
    }

    /**
     * A chain that is believed.
     *
     * @param instance whose results say that the author was authenticated
     * @param comment all seals, newest first, for a report: {@code arc=pass as[2].d=b.example as[1].d=a.example};
     *     printable ASCII
     */
    public record Believed(int instance, String comment) {}

    public ArcTrust {
        sealers = List.copyOf(sealers);
    }

    /**
     * Reads a file: an entry a line, {@code domain, note, review date}, between commas or white space; what stands
     * behind {@code #} at the beginning of a line is a comment. The message of what is malformed names the line.
     */
    public static Parsed<ArcTrust> parse(String text) {
        List<Sealer> sealers = new ArrayList<>();
        int offset = 0;
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            String entry = line.strip();
            if (!entry.isEmpty() && !entry.startsWith("#")) {
                Parsed<Sealer> sealer = sealer(entry);
                if (sealer instanceof Parsed.Malformed<Sealer> bad) {
                    return Parsed.malformed(offset, bad.rule(), "line " + number + ": " + bad.message());
                }
                Sealer found = sealer.orThrow();
                if (sealers.size() == MAX_SEALERS) {
                    return Parsed.malformed(offset, "sealers", "line " + number + ": more than " + MAX_SEALERS);
                }
                if (sealers.stream().anyMatch(each -> each.domain.equals(found.domain))) {
                    return Parsed.malformed(offset, "domain", "line " + number + ": " + found.domain + " stands twice");
                }
                sealers.add(found);
            }
            offset += line.length() + 1;
        }
        return Parsed.ok(new ArcTrust(sealers));
    }

    /** First the domain, last the date, and between them the note. */
    private static Parsed<Sealer> sealer(String entry) {
        String[] words = entry.split("[,\\s]+", -1);
        String first = words[0];
        String last = words[words.length - 1];
        Parsed<DomainName> domain = DomainName.parse(first);
        if (domain.ok().isEmpty() || !first.contains(".")) {
            return Parsed.malformed(0, "domain", "'" + Ascii.printable(first, 80) + "' is no domain");
        }
        Optional<LocalDate> review = words.length > 1 ? date(last) : Optional.empty();
        if (review.isEmpty()) {
            return Parsed.malformed(
                    0, "review date", "no review date as 2027-12-31 at the end of the entry of " + first);
        }
        String note =
                entry.substring(first.length(), entry.length() - last.length()).replaceAll("^[,\\s]+|[,\\s]+$", "");
        return Parsed.ok(new Sealer(domain.orThrow(), note, review.get()));
    }

    private static Optional<LocalDate> date(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }

    /** Those whose day of review has passed: they count as absent. */
    public List<Sealer> expired(LocalDate today) {
        return sealers.stream().filter(each -> each.isExpired(today)).toList();
    }

    /** Whether somebody is trusted who seals as this domain. */
    public boolean trusts(String domain, LocalDate today) {
        return sealers.stream()
                .anyMatch(each -> each.domain.value().equals(Ascii.toLowerCase(domain)) && !each.isExpired(today));
    }

    /**
     * Whether a chain says, by those whom the operator trusts, that the author was authenticated before the message was
     * changed. It does if it passes, its newest message signature covers the whole body, and there is an instance whose
     * results say so while it and every newer one is sealed by a trusted domain.
     *
     * @param author of the message as it is now
     */
    public Optional<Believed> believed(ArcFindings findings, ArcAuthor author, LocalDate today) {
        if (findings.state() != ChainValidationStatus.PASS || !coversTheBody(findings)) {
            return Optional.empty();
        }
        List<ArcSetOutcome> chain = findings.chain();
        for (int i = chain.size() - 1; i >= 0 && trusts(chain.get(i).domain(), today); i--) {
            if (SealedResults.authenticate(chain.get(i), author)) {
                return Optional.of(new Believed(chain.get(i).instance(), comment(chain)));
            }
        }
        return Optional.empty();
    }

    /** RFC 6376 §8.2: behind l= anybody may have added what he likes. */
    private static boolean coversTheBody(ArcFindings findings) {
        return findings.chain()
                .get(findings.instances() - 1)
                .messageSignature()
                .flatMap(DkimOutcome::authenticatedDomain)
                .isPresent();
    }

    // RFC 8617 §7.2.2: how a report tells it
    private static String comment(List<ArcSetOutcome> chain) {
        StringBuilder comment = new StringBuilder("arc=pass");
        for (int i = chain.size() - 1; i >= 0; i--) {
            comment.append(" as[")
                    .append(chain.get(i).instance())
                    .append("].d=")
                    .append(chain.get(i).domain());
        }
        return Ascii.printable(comment.toString(), comment.length());
    }
}

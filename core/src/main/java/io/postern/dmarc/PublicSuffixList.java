// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import io.postern.value.Ascii;
import io.postern.value.DomainConverter;
import io.postern.value.DomainName;
import io.postern.value.Parsed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Mozilla's list of the names below which others register (https://publicsuffix.org/list/): how RFC 7489 §3.2 found the
 * Organizational Domain. Both sections count, ICANN's and the private one. Immutable; a question costs one look-up for
 * each label of the name.
 */
public final class PublicSuffixList {
    /** Characters of a list. Ours; that of 2026 has 330,000. */
    public static final int MAX_LENGTH = 16 * 1024 * 1024;
    /** What a list must have at least in ICANN's section to be one: there are more top-level domains than that. */
    public static final int MIN_ICANN_RULES = 1_000;

    private static final String RULE = "public suffix list";
    private static final String ICANN_BEGIN = "===BEGIN ICANN DOMAINS===";
    private static final String PRIVATE_BEGIN = "===BEGIN PRIVATE DOMAINS===";
    private static final String END = "===END ";
    private static final String VERSION = "VERSION:";

    /** What the list says of one name; more than one may hold. */
    private record Marks(boolean suffix, boolean wildcard, boolean exception) {
        static final Marks NONE = new Marks(false, false, false);
    }

    private enum Section {
        NONE,
        ICANN,
        PRIVATE
    }

    private final Map<String, Marks> rules;
    private final int icannRules;
    private final int privateRules;
    private final Optional<String> version;
    private final List<String> unreadable;

    private PublicSuffixList(Reader reader) {
        this.rules = Map.copyOf(reader.rules);
        this.icannRules = reader.icannRules;
        this.privateRules = reader.privateRules;
        this.version = reader.version;
        this.unreadable = List.copyOf(reader.unreadable);
    }

    /**
     * A list in the format of publicsuffix.org, already decoded from UTF-8. A rule that is no domain is left out and
     * told by {@link #unreadable}. Malformed is what cannot be the list: no sections, or too few rules, as of a
     * download that broke off or an error page.
     *
     * @param toALabels for rules in other scripts
     */
    public static Parsed<PublicSuffixList> parse(String text, DomainConverter toALabels) {
        if (text.length() > MAX_LENGTH) {
            return Parsed.malformed(MAX_LENGTH, RULE, "longer than " + MAX_LENGTH + " characters");
        }
        Reader reader = new Reader(toALabels);
        text.lines().forEach(reader::line);
        if (reader.section != Section.NONE || reader.privateRules == 0) {
            return Parsed.malformed(
                    text.length(), RULE, "the ICANN and the private section are not both there to their end");
        }
        return reader.icannRules < MIN_ICANN_RULES
                ? Parsed.malformed(text.length(), RULE, "only " + reader.icannRules + " rules in the ICANN section")
                : Parsed.ok(new PublicSuffixList(reader));
    }

    /** The Organizational Domain: the public suffix and one label more; empty for a name that is itself a suffix. */
    public Optional<DomainName> organizationalDomain(DomainName name) {
        String below = "";
        String candidate = name.value();
        Marks marks = marks(candidate);
        while (!candidate.isEmpty()) {
            String parent = parent(candidate);
            Marks parentMarks = marks(parent);
            // publicsuffix.org: the suffix of an exception is the rule without its first label
            if (marks.exception) {
                return Optional.of(DomainName.of(candidate));
            }
            if (marks.suffix || parentMarks.wildcard) {
                break;
            }
            // publicsuffix.org: a name that no rule fits is under the rule "*"
            below = parent.isEmpty() ? below : candidate;
            candidate = parent;
            marks = parentMarks;
        }
        return below.isEmpty() ? Optional.empty() : Optional.of(DomainName.of(below));
    }

    /** When the list was made, as its VERSION line says: {@code 2025-12-15_23-04-59_UTC}. Older lists have none. */
    public Optional<String> version() {
        return version;
    }

    public int icannRules() {
        return icannRules;
    }

    public int privateRules() {
        return privateRules;
    }

    /** Lines that are no rule, at most 20; untrusted text. */
    public List<String> unreadable() {
        return unreadable;
    }

    @Override
    public String toString() {
        return "public suffix list " + version.orElse("without a version") + ", " + icannRules + " and " + privateRules
                + " rules";
    }

    private Marks marks(String name) {
        return rules.getOrDefault(name, Marks.NONE);
    }

    /** What stands behind the first label; empty if nothing does. */
    private static String parent(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1);
    }

    /** Reads line by line. */
    private static final class Reader {
        private static final int MAX_UNREADABLE = 20;

        private final DomainConverter toALabels;
        private final Map<String, Marks> rules = new HashMap<>();
        private final List<String> unreadable = new ArrayList<>();
        private Section section = Section.NONE;
        private int icannRules;
        private int privateRules;
        private Optional<String> version = Optional.empty();

        Reader(DomainConverter toALabels) {
            this.toALabels = toALabels;
        }

        void line(String line) {
            String text = line.strip();
            if (text.startsWith("//")) {
                comment(text.substring(2).strip());
            } else if (!text.isEmpty()) {
                rule(text.split("\\s", 2)[0]);
            }
        }

        private void comment(String text) {
            if (text.startsWith(VERSION) && version.isEmpty()) {
                version = Optional.of(
                        Ascii.printable(text.substring(VERSION.length()).strip(), 40));
            } else if (text.startsWith(ICANN_BEGIN)) {
                section = Section.ICANN;
            } else if (text.startsWith(PRIVATE_BEGIN)) {
                section = Section.PRIVATE;
            } else if (text.startsWith(END)) {
                section = Section.NONE;
            }
        }

        private void rule(String text) {
            boolean exception = text.startsWith("!");
            boolean wildcard = text.startsWith("*.");
            String name = text.substring(exception ? 1 : wildcard ? 2 : 0);
            Optional<DomainName> domain = toALabels.toAscii(name).ok();
            if (domain.isEmpty() || section == Section.NONE || name.contains("*")) {
                if (unreadable.size() < MAX_UNREADABLE) {
                    unreadable.add(Ascii.printable(text, 80));
                }
                return;
            }
            rules.merge(
                    domain.get().value(),
                    new Marks(!exception && !wildcard, wildcard, exception),
                    (a, b) -> new Marks(a.suffix || b.suffix, a.wildcard || b.wildcard, a.exception || b.exception));
            icannRules += section == Section.ICANN ? 1 : 0;
            privateRules += section == Section.PRIVATE ? 1 : 0;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import io.postern.value.Ascii;
import io.postern.value.Cursor;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads one record, which is known to begin with its version. Linear in its length; never fails. */
final class DmarcRecordParser {
    /** URIs kept of one list. Ours, against records that want a thousand reports; published lists have one or two. */
    static final int MAX_URIS = 20;
    /** Ours: a record can have as many errors as octets. */
    static final int MAX_NOTES = 20;

    private static final int MAX_QUOTED = 60;
    private static final String VERSION = "DMARC1";

    private final Map<String, String> tags = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    DmarcRecordParser(String text) {
        // RFC 9989 §4.8: dmarc-record = dmarc-version *(dmarc-sep dmarc-tag) [dmarc-sep] *WSP
        String[] parts = text.split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            String part = trimmed(parts[i]);
            if (!part.isEmpty()) {
                tag(part);
            }
        }
    }

    static boolean isDmarc(String text) {
        Cursor in = new Cursor(text);
        in.takeWhile(DmarcRecordParser::isWhiteSpace);
        // RFC 9989 §4.7: the version comes first, and its value is case-sensitive
        if (!in.acceptIgnoreCase("v")) {
            return false;
        }
        in.takeWhile(DmarcRecordParser::isWhiteSpace);
        if (!in.accept('=')) {
            return false;
        }
        in.takeWhile(DmarcRecordParser::isWhiteSpace);
        String value = in.takeWhile(c -> c != ';');
        return trimmed(value).equals(VERSION);
    }

    DmarcRecord record() {
        Optional<PolicyRequest> policy = value("p", PolicyRequest::of);
        Optional<PolicyRequest> subdomains = value("sp", PolicyRequest::of);
        Optional<PolicyRequest> nonExistent = value("np", PolicyRequest::of);
        // RFC 9989 §4.10.1: here a syntax error is more than an absent tag
        boolean usable = policy.isPresent()
                && subdomains.isPresent() == tags.containsKey("sp")
                && nonExistent.isPresent() == tags.containsKey("np");
        return new DmarcRecord(
                policy,
                subdomains,
                nonExistent,
                usable,
                value("psd", DmarcRecordParser::psd).orElse(PsdFlag.UNDECIDED),
                value("t", DmarcRecordParser::yesOrNo).orElse(false),
                value("adkim", DmarcRecordParser::alignment).orElse(AlignmentMode.RELAXED),
                value("aspf", DmarcRecordParser::alignment).orElse(AlignmentMode.RELAXED),
                uris("rua"),
                uris("ruf"),
                value("fo", DmarcRecordParser::failureOptions).orElse(Set.of(FailureOption.NOTHING_PASSED)),
                notes);
    }

    private void tag(String part) {
        int equals = part.indexOf('=');
        String name = Ascii.toLowerCase(trimmed(part.substring(0, Math.max(equals, 0))));
        if (name.isEmpty() || !name.chars().allMatch(Ascii::isAlpha)) {
            note("not a tag: " + part);
            return;
        }
        String value = trimmed(part.substring(equals + 1));
        // RFC 9989 §4.8: a value is printable ASCII, and there is one; what is not is an error in this tag alone
        String read = Ascii.isPrintable(value) ? value : "";
        String before = tags.putIfAbsent(name, read);
        if (before != null && !before.equals(read)) {
            // AMBIGUOUS RFC 9989 §4.8: nothing is said of duplicates: two values that differ are a syntax error
            note("two values of " + name);
            tags.put(name, "");
        }
    }

    // RFC 9989 §4.8: a syntax error in a known tag: the default takes its place
    private <T> Optional<T> value(String name, Function<String, Optional<T>> reader) {
        String text = tags.get(name);
        if (text == null) {
            return Optional.empty();
        }
        Optional<T> value = reader.apply(text);
        if (value.isEmpty()) {
            note("bad value: " + name + "=" + text);
        }
        return value;
    }

    private List<ReportUri> uris(String name) {
        List<ReportUri> uris = new ArrayList<>();
        String text = tags.get(name);
        if (text == null) {
            return uris;
        }
        // RFC 9989 §4.8: commas and exclamation marks within a URI are percent-encoded
        for (String entry : text.split(",", -1)) {
            Optional<ReportUri> uri = ReportUri.parse(trimmed(entry));
            if (uri.isEmpty()) {
                note("bad URI: " + name + "=" + trimmed(entry));
            } else if (uris.size() < MAX_URIS) {
                uris.add(uri.get());
            }
        }
        return uris;
    }

    private void note(String text) {
        if (notes.size() < MAX_NOTES) {
            notes.add(Ascii.printable(text, MAX_QUOTED));
        }
    }

    private static Optional<PsdFlag> psd(String text) {
        return switch (Ascii.toLowerCase(text)) {
            case "y" -> Optional.of(PsdFlag.YES);
            case "n" -> Optional.of(PsdFlag.NO);
            case "u" -> Optional.of(PsdFlag.UNDECIDED);
            default -> Optional.empty();
        };
    }

    private static Optional<Boolean> yesOrNo(String text) {
        return switch (Ascii.toLowerCase(text)) {
            case "y" -> Optional.of(true);
            case "n" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Optional<AlignmentMode> alignment(String text) {
        return switch (Ascii.toLowerCase(text)) {
            case "r" -> Optional.of(AlignmentMode.RELAXED);
            case "s" -> Optional.of(AlignmentMode.STRICT);
            default -> Optional.empty();
        };
    }

    // RFC 9989 §4.8: 0 or 1, d and s, each at most once, in any order
    private static Optional<Set<FailureOption>> failureOptions(String text) {
        Set<FailureOption> options = EnumSet.noneOf(FailureOption.class);
        for (String word : text.split(":", -1)) {
            Optional<FailureOption> option = failureOption(trimmed(word));
            if (option.isEmpty() || !options.add(option.get())) {
                return Optional.empty();
            }
        }
        boolean both =
                options.contains(FailureOption.NOTHING_PASSED) && options.contains(FailureOption.SOMETHING_FAILED);
        return both ? Optional.empty() : Optional.of(options);
    }

    private static Optional<FailureOption> failureOption(String word) {
        for (FailureOption option : FailureOption.values()) {
            if (Ascii.equalsIgnoreCase(option.keyword(), word)) {
                return Optional.of(option);
            }
        }
        return Optional.empty();
    }

    private static String trimmed(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isWhiteSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isWhiteSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isWhiteSpace(int c) {
        return c == ' ' || c == '\t';
    }
}

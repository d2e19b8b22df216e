// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import io.postern.value.Ascii;
import io.postern.value.Cursor;
import io.postern.value.Parsed;
import java.util.ArrayList;
import java.util.List;

/** A parsed macro-string (RFC 7208 §7.1): literal text and macros, not yet expanded. */
public record MacroString(List<Part> parts) {
    /** A piece of a macro-string. */
    public sealed interface Part {}

    /** Text that stays as it is; {@code %%}, {@code %_} and {@code %-} have been read. */
    public record Literal(String text) implements Part {}

    /**
     * {@code %{letter transformers delimiters}}.
     *
     * @param letter in lower case
     * @param urlEscaped the letter was written in upper case
     * @param keep rightmost parts to keep; 0 for all of them
     * @param reversed {@code r}
     * @param delimiters characters that separate parts
     */
    public record Macro(char letter, boolean urlEscaped, int keep, boolean reversed, String delimiters)
            implements Part {}

    /** Where a macro-string stands, which decides what it may hold. */
    public enum Place {
        /** domain-spec and unknown modifiers: no spaces, no {@code c r t}. */
        RECORD,
        /** explain-string: spaces, and {@code c r t} (RFC 7208 §6.2, §7.2). */
        EXPLANATION,
        /** The operator's template: as EXPLANATION, and {@code %{_scope}} and {@code %{_identity}} as well. */
        TEMPLATE
    }

    /** Letter of {@code %{_scope}} ({@code mfrom} or {@code helo}) in a template. */
    public static final char SCOPE = '1';
    /** Letter of {@code %{_identity}} (the address or name that was checked) in a template. */
    public static final char IDENTITY = '2';

    private static final String RECORD_LETTERS = "slodiphv";
    private static final String EXPLANATION_LETTERS = "slodiphvcrt";
    private static final String DELIMITERS = ".-+,/_=";
    /** Digits of a transformer; more than two cannot mean anything: a name has at most 127 labels. */
    private static final int MAX_KEEP = 128;

    public MacroString {
        parts = List.copyOf(parts);
    }

    public static Parsed<MacroString> parse(String text, Place place) {
        Cursor cursor = new Cursor(text);
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        while (!cursor.atEnd()) {
            int start = cursor.position();
            int c = cursor.take();
            if (c != '%') {
                // RFC 7208 §7.1 macro-literal: %x21-24 / %x26-7E
                if (!(Ascii.isVisible(c) || c == ' ' && place != Place.RECORD)) {
                    return Parsed.malformed(start, "macro-literal", "character that is not printable ASCII");
                }
                literal.append((char) c);
                continue;
            }
            switch (cursor.take()) {
                case '%' -> literal.append('%');
                case '_' -> literal.append(' ');
                case '-' -> literal.append("%20");
                case '{' -> {
                    Parsed<Part> macro = macroExpand(cursor, place);
                    if (!(macro instanceof Parsed.Ok<Part> ok)) {
                        return ((Parsed.Malformed<Part>) macro).as();
                    }
                    flush(literal, parts);
                    parts.add(ok.value());
                }
                default -> {
                    return Parsed.malformed(start, "macro-expand", "% is followed by {, %, _ or -");
                }
            }
        }
        flush(literal, parts);
        return Parsed.ok(new MacroString(parts));
    }

    /** Whether a macro of this letter (lower case) is in it. */
    public boolean uses(char letter) {
        return parts.stream().anyMatch(part -> part instanceof Macro macro && macro.letter == letter);
    }

    /** Whether it ends with a macro, as domain-end may. */
    boolean endsWithMacro() {
        return !parts.isEmpty() && parts.get(parts.size() - 1) instanceof Macro;
    }

    // RFC 7208 §7.1: macro-expand = "%{" macro-letter transformers *delimiter "}"
    private static Parsed<Part> macroExpand(Cursor cursor, Place place) {
        int start = cursor.position();
        if (place == Place.TEMPLATE && cursor.accept('_')) {
            return templateMacro(cursor.takeWhile(c -> c != '}'), cursor);
        }
        int letter = cursor.take();
        char lower = Ascii.toLowerCase((char) letter);
        String allowed = place == Place.RECORD ? RECORD_LETTERS : EXPLANATION_LETTERS;
        if (letter == Cursor.END || allowed.indexOf(lower) < 0) {
            return Parsed.malformed(start, "macro-letter", "not one of " + allowed);
        }
        String digits = cursor.takeWhile(Ascii::isDigit);
        boolean reversed = cursor.accept('r') || cursor.accept('R');
        String delimiters = cursor.takeWhile(c -> DELIMITERS.indexOf(c) >= 0);
        if (!cursor.accept('}')) {
            return Parsed.malformed(cursor.position(), "macro-expand", "} expected");
        }
        int keep = keep(digits);
        if (!digits.isEmpty() && keep == 0) {
            // RFC 7208 §7.3: the DIGIT transformer must be nonzero
            return Parsed.malformed(start, "transformers", "number of parts is 0");
        }
        return Parsed.ok(new Macro(lower, letter != lower, keep, reversed, delimiters.isEmpty() ? "." : delimiters));
    }

    /** Ours, after the macros that openspf's and Exim's reply templates know. */
    private static Parsed<Part> templateMacro(String name, Cursor cursor) {
        boolean scope = Ascii.equalsIgnoreCase(name, "scope");
        boolean known = scope || Ascii.equalsIgnoreCase(name, "identity");
        return known && cursor.accept('}')
                ? Parsed.ok(new Macro(scope ? SCOPE : IDENTITY, Ascii.isUpperCase(name.charAt(0)), 0, false, "."))
                : Parsed.malformed(cursor.position(), "macro-letter", "not %{_scope} or %{_identity}");
    }

    private static int keep(String digits) {
        int value = 0;
        for (int i = 0; i < digits.length() && value < MAX_KEEP; i++) {
            value = value * 10 + (digits.charAt(i) - '0');
        }
        return Math.min(value, MAX_KEEP);
    }

    private static void flush(StringBuilder literal, List<Part> parts) {
        if (!literal.isEmpty()) {
            parts.add(new Literal(literal.toString()));
            literal.setLength(0);
        }
    }
}

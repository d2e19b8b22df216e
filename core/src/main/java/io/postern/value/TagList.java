// SPDX-License-Identifier: Apache-2.0
package io.postern.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A list of tags with values (RFC 6376 §3.2): the form of signature fields, key records and policy records. Immutable.
 *
 * <p>Strings are octet strings. Octets above 127 are taken in values, as internationalized mail needs (RFC 8616 §5). A
 * line end is CRLF or LF, as {@code io.postern.message} has it, and white space may stand behind the last semicolon.
 */
public final class TagList {
    /** Characters of a list. Ours, against exhaustion; a signature has about a thousand. */
    public static final int MAX_LENGTH = 64 * 1024;
    /** Ours; a signature has about twelve. */
    public static final int MAX_TAGS = 100;

    /**
     * One tag. Offsets count characters of the list's text.
     *
     * @param name case-sensitive
     * @param value without the white space around it; folds within are as they came
     * @param start of what stands behind the equals sign, white space included
     * @param end of the same: where the semicolon or the end of the text is
     */
    public record Tag(String name, String value, int start, int end) {
        /** The value without any white space: for numbers, lists, base64. */
        public String compactValue() {
            return withoutWhiteSpace(value);
        }
    }

    private final List<Tag> tags;

    private TagList(List<Tag> tags) {
        this.tags = List.copyOf(tags);
    }

    /** Reads a list, which has at least one tag; a name that stands twice makes the whole list malformed. */
    public static Parsed<TagList> parse(String text) {
        return text.length() > MAX_LENGTH
                ? Parsed.malformed(MAX_LENGTH, "tag-list", "longer than " + MAX_LENGTH + " octets")
                : new Parser(text).tagList();
    }

    /** In the order of the text. */
    public List<Tag> tags() {
        return tags;
    }

    public Optional<Tag> tag(String name) {
        for (Tag tag : tags) {
            if (tag.name.equals(name)) {
                return Optional.of(tag);
            }
        }
        return Optional.empty();
    }

    /** The value of a tag, without the white space around it. */
    public Optional<String> value(String name) {
        return tag(name).map(Tag::value);
    }

    /** Without spaces, tabs and line ends; the same object if there are none. */
    public static String withoutWhiteSpace(String text) {
        int i = 0;
        while (i < text.length() && !isWhiteSpace(text.charAt(i))) {
            i++;
        }
        if (i == text.length()) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length()).append(text, 0, i);
        for (; i < text.length(); i++) {
            if (!isWhiteSpace(text.charAt(i))) {
                out.append(text.charAt(i));
            }
        }
        return out.toString();
    }

    private static boolean isWhiteSpace(int c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    /** One method for a rule of the grammar; the first thing that is wrong is kept. */
    private static final class Parser {
        private final String text;
        private final List<Tag> tags = new ArrayList<>(16);
        private int position;

        Parser(String text) {
            this.text = text;
        }

        // RFC 6376 §3.2: tag-spec *( ";" tag-spec ) [ ";" ]
        Parsed<TagList> tagList() {
            do {
                Parsed<Tag> tag = tagSpec();
                if (tag instanceof Parsed.Malformed<Tag> bad) {
                    return bad.as();
                }
                Tag found = tag.orThrow();
                // RFC 6376 §3.2: a name that occurs twice makes the entire list invalid
                if (isThere(found.name)) {
                    return Parsed.malformed(position, "tag-list", "tag twice: " + Ascii.printable(found.name, 40));
                }
                tags.add(found);
                if (tags.size() > MAX_TAGS) {
                    return Parsed.malformed(position, "tag-list", "more than " + MAX_TAGS + " tags");
                }
            } while (next());
            return Parsed.ok(new TagList(tags));
        }

        private boolean isThere(String name) {
            for (Tag tag : tags) {
                if (tag.name.equals(name)) {
                    return true;
                }
            }
            return false;
        }

        /** Passes the semicolon; whether there is another tag behind it. */
        private boolean next() {
            if (position == text.length()) {
                return false;
            }
            int behind = position + 1;
            position = behind;
            foldingWhiteSpace();
            boolean more = position < text.length();
            position = more ? behind : position;
            return more;
        }

        // RFC 6376 §3.2: [FWS] tag-name [FWS] "=" [FWS] tag-value [FWS]
        private Parsed<Tag> tagSpec() {
            foldingWhiteSpace();
            int nameStart = position;
            while (position < text.length() && isNameChar(text.charAt(position), position == nameStart)) {
                position++;
            }
            if (position == nameStart) {
                return Parsed.malformed(position, "tag-name", "a letter expected");
            }
            String name = text.substring(nameStart, position);
            foldingWhiteSpace();
            if (position == text.length() || text.charAt(position) != '=') {
                return Parsed.malformed(position, "tag-spec", "= expected behind " + Ascii.printable(name, 40));
            }
            position++;
            return tagValue(name);
        }

        // RFC 6376 §3.2: [ tval *( 1*(WSP / FWS) tval ) ], with white space around it
        private Parsed<Tag> tagValue(String name) {
            int start = position;
            foldingWhiteSpace();
            int valueStart = position;
            int valueEnd = position;
            while (position < text.length() && text.charAt(position) != ';') {
                if (isValueChar(text.charAt(position))) {
                    valueEnd = ++position;
                } else if (!foldingWhiteSpace()) {
                    return Parsed.malformed(
                            position, "tag-value", "a control character in " + Ascii.printable(name, 40));
                }
            }
            return Parsed.ok(new Tag(name, text.substring(valueStart, valueEnd), start, position));
        }

        /** Passes white space and line ends that white space or the end of the text follows; whether any was there. */
        private boolean foldingWhiteSpace() {
            int start = position;
            while (position < text.length()) {
                char c = text.charAt(position);
                if (c > ' ') {
                    break;
                }
                int lineEnd = c == '\n' ? 1 : text.startsWith("\r\n", position) ? 2 : 0;
                if (lineEnd > 0 && isFold(position + lineEnd)) {
                    position += lineEnd;
                } else if (c == ' ' || c == '\t') {
                    position++;
                } else {
                    break;
                }
            }
            return position > start;
        }

        private boolean isFold(int behindLineEnd) {
            return behindLineEnd == text.length()
                    || text.charAt(behindLineEnd) == ' '
                    || text.charAt(behindLineEnd) == '\t';
        }

        // RFC 6376 §3.2: ALPHA *ALNUMPUNC
        private static boolean isNameChar(char c, boolean first) {
            return Ascii.isAlpha(c) || (!first && (Ascii.isDigit(c) || c == '_'));
        }

        // RFC 6376 §3.2: VALCHAR is %x21-3A / %x3C-7E; RFC 8616 §5: and what is not ASCII
        private static boolean isValueChar(char c) {
            return c > 0x20 && c != ';' && c != 0x7F;
        }
    }
}

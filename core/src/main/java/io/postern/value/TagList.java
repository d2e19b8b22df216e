// SPDX-License-Identifier: Apache-2.0
package io.postern.value;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A list of tags with values (RFC 6376 §3.2): the form of signature fields, key records and policy records. Immutable.
 *
 * <p>Strings are octet strings. Octets above 127 are taken in values, as internationalized mail needs (RFC 8616 §5). A
 * line end is CRLF or LF, as {@code io.postern.message} has it, and white space may stand behind the last semicolon.
 */
public final class TagList {
    /** Octets of a list. Ours, against exhaustion; a signature has about a thousand. */
    public static final int MAX_LENGTH = 64 * 1024;
    /** Ours; a signature has about twelve. */
    public static final int MAX_TAGS = 100;

    private static final byte DELETE = 0x7F;

    /** One tag. Offsets count octets of the list. */
    public static final class Tag {
        /** Of the whole list. */
        private final byte[] octets;

        private final int nameStart;
        private final int nameEnd;
        private final int start;
        private final int end;
        /** Without the white space around the value, as is its end. */
        private final int valueStart;

        private final int valueEnd;

        private Tag(byte[] octets, int nameStart, int nameEnd, int start, int end, int valueStart, int valueEnd) {
            this.octets = octets;
            this.nameStart = nameStart;
            this.nameEnd = nameEnd;
            this.start = start;
            this.end = end;
            this.valueStart = valueStart;
            this.valueEnd = valueEnd;
        }

        /** Case-sensitive. */
        public String name() {
            return text(octets, nameStart, nameEnd);
        }

        /** The value without the white space around it; folds within are as they came. */
        public String value() {
            return text(octets, valueStart, valueEnd);
        }

        /** The value without any white space: for numbers, lists, base64. */
        public String compactValue() {
            byte[] compact = compactOctets();
            return text(compact, 0, compact.length);
        }

        /** The octets of {@link #compactValue}; a copy. */
        public byte[] compactOctets() {
            byte[] compact = new byte[valueEnd - valueStart];
            int length = 0;
            int position = valueStart;
            while (position < valueEnd) {
                int run = OctetScan.firstInvisible(octets, position, valueEnd);
                System.arraycopy(octets, position, compact, length, run - position);
                length += run - position;
                position = run + 1;
            }
            return length == compact.length ? compact : Arrays.copyOf(compact, length);
        }

        /** Where what stands behind the equals sign begins, white space included. */
        public int start() {
            return start;
        }

        /** Where that ends: at the semicolon, or at the end of the list. */
        public int end() {
            return end;
        }

        private boolean isNamed(String name) {
            int length = nameEnd - nameStart;
            if (length != name.length()) {
                return false;
            }
            for (int i = 0; i < length; i++) {
                if (octets[nameStart + i] != name.charAt(i)) {
                    return false;
                }
            }
            return true;
        }

        private boolean hasNameOf(Tag other) {
            return Arrays.equals(octets, nameStart, nameEnd, octets, other.nameStart, other.nameEnd);
        }
    }

    private final List<Tag> tags;

    private TagList(List<Tag> tags) {
        this.tags = List.copyOf(tags);
    }

    /** Reads a list, which has at least one tag; a name that stands twice makes the whole list malformed. */
    public static Parsed<TagList> parse(String text) {
        return parse(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The same of octets, which nobody changes any more. */
    public static Parsed<TagList> parse(byte[] octets) {
        return octets.length > MAX_LENGTH
                ? Parsed.malformed(MAX_LENGTH, "tag-list", "longer than " + MAX_LENGTH + " octets")
                : new Parser(octets).tagList();
    }

    /** In the order of the text. */
    public List<Tag> tags() {
        return tags;
    }

    public Optional<Tag> tag(String name) {
        for (int i = 0; i < tags.size(); i++) {
            if (tags.get(i).isNamed(name)) {
                return Optional.of(tags.get(i));
            }
        }
        return Optional.empty();
    }

    /** The value of a tag, without the white space around it. */
    public Optional<String> value(String name) {
        return tag(name).map(Tag::value);
    }

    private static String text(byte[] octets, int from, int to) {
        return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** One method for a rule of the grammar; the first thing that is wrong is kept. */
    private static final class Parser {
        private final byte[] octets;
        private final List<Tag> tags = new ArrayList<>(16);
        private int position;

        Parser(byte[] octets) {
            this.octets = octets;
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
                if (isThere(found)) {
                    return Parsed.malformed(position, "tag-list", "tag twice: " + Ascii.printable(found.name(), 40));
                }
                tags.add(found);
                if (tags.size() > MAX_TAGS) {
                    return Parsed.malformed(position, "tag-list", "more than " + MAX_TAGS + " tags");
                }
            } while (next());
            return Parsed.ok(new TagList(tags));
        }

        private boolean isThere(Tag named) {
            for (int i = 0; i < tags.size(); i++) {
                if (tags.get(i).hasNameOf(named)) {
                    return true;
                }
            }
            return false;
        }

        /** Passes the semicolon; whether there is another tag behind it. */
        private boolean next() {
            if (position == octets.length) {
                return false;
            }
            int behind = position + 1;
            position = behind;
            foldingWhiteSpace();
            boolean more = position < octets.length;
            position = more ? behind : position;
            return more;
        }

        // RFC 6376 §3.2: [FWS] tag-name [FWS] "=" [FWS] tag-value [FWS]
        private Parsed<Tag> tagSpec() {
            foldingWhiteSpace();
            int nameStart = position;
            while (position < octets.length && isNameChar(octets[position], position == nameStart)) {
                position++;
            }
            int nameEnd = position;
            if (nameEnd == nameStart) {
                return Parsed.malformed(position, "tag-name", "a letter expected");
            }
            foldingWhiteSpace();
            if (position == octets.length || octets[position] != '=') {
                return Parsed.malformed(position, "tag-spec", "= expected behind " + printable(nameStart, nameEnd));
            }
            position++;
            return tagValue(nameStart, nameEnd);
        }

        // RFC 6376 §3.2: [ tval *( 1*(WSP / FWS) tval ) ], with white space around it
        private Parsed<Tag> tagValue(int nameStart, int nameEnd) {
            int start = position;
            int end = OctetScan.first((byte) ';', octets, start, octets.length);
            foldingWhiteSpace();
            int valueStart = position;
            int valueEnd = position;
            while (position < end) {
                int run = valueChars(end);
                position += run;
                valueEnd = run > 0 ? position : valueEnd;
                if (position < end && !foldingWhiteSpace()) {
                    return Parsed.malformed(
                            position, "tag-value", "a control character in " + printable(nameStart, nameEnd));
                }
            }
            return Parsed.ok(new Tag(octets, nameStart, nameEnd, start, end, valueStart, valueEnd));
        }

        // RFC 6376 §3.2: VALCHAR is %x21-3A / %x3C-7E; RFC 8616 §5: and what is not ASCII
        private int valueChars(int semicolon) {
            int visible = OctetScan.firstInvisible(octets, position, semicolon);
            return OctetScan.first(DELETE, octets, position, visible) - position;
        }

        /** Passes white space and line ends that white space or the end of the text follows; whether any was there. */
        private boolean foldingWhiteSpace() {
            int start = position;
            while (position < octets.length) {
                byte octet = octets[position];
                int lineEnd = octet == '\n' ? 1 : isCrlf(position) ? 2 : 0;
                if (lineEnd > 0 && isFold(position + lineEnd)) {
                    position += lineEnd;
                } else if (octet == ' ' || octet == '\t') {
                    position++;
                } else {
                    break;
                }
            }
            return position > start;
        }

        private boolean isCrlf(int at) {
            return octets[at] == '\r' && at + 1 < octets.length && octets[at + 1] == '\n';
        }

        private boolean isFold(int behindLineEnd) {
            return behindLineEnd == octets.length || octets[behindLineEnd] == ' ' || octets[behindLineEnd] == '\t';
        }

        private String printable(int from, int to) {
            return Ascii.printable(text(octets, from, to), 40);
        }

        // RFC 6376 §3.2: ALPHA *ALNUMPUNC
        private static boolean isNameChar(byte c, boolean first) {
            return Ascii.isAlpha(c) || (!first && (Ascii.isDigit(c) || c == '_'));
        }
    }
}

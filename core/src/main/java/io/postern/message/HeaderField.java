// SPDX-License-Identifier: Apache-2.0
package io.postern.message;

import io.postern.value.Ascii;
import io.postern.value.AsciiOctets;
import io.postern.value.OctetScan;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One header field: its name, its body, and all its octets with folds and line end as they came (RFC 5322 §2.2).
 *
 * <p>A line of the head that is no field is kept as one too, with an empty name: no octet is lost, and no signature
 * breaks. Strings are octet strings: one char, U+0000 to U+00FF, for one octet. Immutable; equal octets are equal.
 */
public final class HeaderField {
    /** RFC 5322 §2.1.1, RFC 6532 §3.4: octets of a line without its CRLF. Holds for fields that we make. */
    public static final int MAX_LINE_OCTETS = 998;

    private static final byte CR = '\r';
    private static final byte LF = '\n';

    /** Its own octets and others'. */
    private final byte[] octets;
    /** Of its first octet. */
    private final int start;
    /** Behind its last one. */
    private final int end;

    private final int nameLength;
    private final int bodyStart;

    private HeaderField(byte[] octets, int start, int end) {
        this.octets = octets;
        this.start = start;
        this.end = end;
        int colon = firstColon(octets, start, end);
        this.nameLength = nameEnd(octets, start, colon) - start;
        this.bodyStart = nameLength == 0 ? start : colon + 1;
    }

    /** The field, or line that is none, of these octets, which nobody changes any more. */
    static HeaderField wrap(byte[] octets, int start, int end) {
        return new HeaderField(octets, start, end);
    }

    private static HeaderField ofAll(byte[] octets) {
        return new HeaderField(octets, 0, octets.length);
    }

    /**
     * A new field of our own: name, colon, body, CRLF.
     *
     * @param name ftext (RFC 5322 §3.6.8)
     * @param body what stands after the colon, usually with a space first; Unicode, written as UTF-8 (RFC 6532); folded
     *     where CRLF and a space or tab stand, each line with something visible and within {@link #MAX_LINE_OCTETS}
     * @throws IllegalArgumentException if it is anything else: a control character, a bare CR or LF, a lone surrogate
     */
    public static HeaderField of(String name, String body) {
        if (name.isEmpty() || !name.chars().allMatch(c -> Ascii.isVisible(c) && c != ':')) {
            throw new IllegalArgumentException("not a field name: " + Ascii.printable(name, 80));
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(body)) {
            throw new IllegalArgumentException("a lone surrogate in the body of " + name);
        }
        byte[] octets = (name + ":" + body + "\r\n").getBytes(StandardCharsets.UTF_8);
        requireLines(octets, name);
        return ofAll(octets);
    }

    /** Before the colon, without white space at its end (RFC 5322 §4.5.8); empty if the line is no field. */
    public String name() {
        return text(start, start + nameLength);
    }

    /** Whether the name is this one, without regard to ASCII case. */
    public boolean isNamed(String name) {
        if (name.isEmpty() || name.length() != nameLength) {
            return false;
        }
        for (int i = 0; i < nameLength; i++) {
            if (Ascii.toLowerCase((char) (octets[start + i] & 0xFF)) != Ascii.toLowerCase(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is a field of this name. */
    public boolean isNamed(FieldName name) {
        return nameLength > 0 && name.isEqualTo(octets, start, start + nameLength);
    }

    /** The hash of the {@link FieldName} that this field has. */
    public int nameHash() {
        return AsciiOctets.hashIgnoringCase(octets, start, start + nameLength);
    }

    /** After the colon, with folds, without the line end of the field; the whole line if it is no field. */
    public String body() {
        return text(bodyStart, bodyEnd());
    }

    /** The octets of {@link #body()}; a copy. */
    public byte[] bodyOctets() {
        return Arrays.copyOfRange(octets, bodyStart, bodyEnd());
    }

    /** Octets of {@link #name()}. */
    public int nameLength() {
        return nameLength;
    }

    /** Where {@link #body()} begins among {@link #octets()}. */
    public int bodyStart() {
        return bodyStart - start;
    }

    /** The body with each line end taken out and the white space behind it left (RFC 5322 §2.2.3). */
    public String unfoldedBody() {
        String body = body();
        return body.indexOf('\n') < 0 ? body : body.replace("\r\n", "").replace("\n", "");
    }

    /** Whether a CR is in it that no LF follows: other programs take that for a line end, and see other fields. */
    public boolean hasBareCarriageReturn() {
        for (int i = start; i < end; i++) {
            if (octets[i] == CR && (i + 1 == end || octets[i + 1] != LF)) {
                return true;
            }
        }
        return false;
    }

    /** Exactly the octets it came with, its line end among them if it had one; a copy. */
    public byte[] octets() {
        return Arrays.copyOfRange(octets, start, end);
    }

    /** Puts {@link #octets()} into an array that has room for them; gives the offset behind them. */
    public int copyTo(byte[] target, int offset) {
        System.arraycopy(octets, start, target, offset, end - start);
        return offset + end - start;
    }

    /** How many octets. */
    public int length() {
        return end - start;
    }

    /** Writes {@link #octets()}. */
    public void writeTo(OutputStream out) throws IOException {
        out.write(octets, start, end - start);
    }

    /** Whether an octet is above 127 (RFC 6532): programs that think in ASCII do not leave it as it is. */
    public boolean hasEightBitOctet() {
        for (int i = start; i < end; i++) {
            if (octets[i] < 0) {
                return true;
            }
        }
        return false;
    }

    /** All octets but the line end of the field; a copy. */
    byte[] content() {
        return Arrays.copyOfRange(octets, start, end - lineEndOctets());
    }

    InputStream open() {
        return new ByteArrayInputStream(octets, start, end - start);
    }

    /** Whether it would be the rest of any field that stood before it. */
    boolean isContinuation() {
        return end > start && isWhiteSpace(octets[start]);
    }

    boolean hasLineEnd() {
        return lineEndOctets() > 0;
    }

    HeaderField withLineEnd() {
        if (hasLineEnd()) {
            return this;
        }
        byte[] ended = Arrays.copyOfRange(octets, start, end + 2);
        ended[ended.length - 2] = CR;
        ended[ended.length - 1] = LF;
        return ofAll(ended);
    }

    /** For a person and for test failures; the octets as an octet string. */
    @Override
    public String toString() {
        return text(start, end);
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof HeaderField other
                && Arrays.equals(octets, start, end, other.octets, other.start, other.end);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + octets[i];
        }
        return hash;
    }

    private String text(int from, int to) {
        return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private int bodyEnd() {
        return Math.max(bodyStart, end - lineEndOctets());
    }

    private int lineEndOctets() {
        int last = end - 1;
        if (last < start || octets[last] != LF) {
            return 0;
        }
        return last > start && octets[last - 1] == CR ? 2 : 1;
    }

    /** {@code start} if there is none. */
    private static int firstColon(byte[] octets, int start, int end) {
        int colon = OctetScan.first((byte) ':', octets, start, end);
        return colon == end ? start : colon;
    }

    /** {@code start} if what stands before the colon is no name. What RFC 5322 forbids in names is part of the name. */
    private static int nameEnd(byte[] octets, int start, int colon) {
        int end = colon;
        while (end > start && isSpaceOrLineEnd(octets[end - 1])) {
            end--;
        }
        for (int i = OctetScan.firstInvisible(octets, start, end);
                i < end;
                i = OctetScan.firstInvisible(octets, i + 1, end)) {
            if (isSpaceOrLineEnd(octets[i])) {
                return start;
            }
        }
        return end;
    }

    private static boolean isWhiteSpace(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    private static boolean isSpaceOrLineEnd(byte octet) {
        return isWhiteSpace(octet) || octet == CR || octet == LF;
    }

    private static void requireLines(byte[] octets, String name) {
        int start = 0;
        for (int i = 0; i < octets.length; i++) {
            byte octet = octets[i];
            if (octet == CR && octets[i + 1] == LF) {
                requireLine(octets, start, i, name);
                i++;
                start = i + 1;
            } else if (octet == 0x7F || (octet >= 0 && octet < 0x20 && octet != '\t')) {
                throw new IllegalArgumentException("control character " + octet + " in the body of " + name);
            }
        }
    }

    private static void requireLine(byte[] octets, int start, int end, String name) {
        if (start > 0 && !isWhiteSpace(octets[start])) {
            throw new IllegalArgumentException("CRLF without white space behind it in the body of " + name);
        }
        if (end - start > MAX_LINE_OCTETS) {
            throw new IllegalArgumentException("a line of more than 998 octets in " + name);
        }
        for (int i = start; i < end; i++) {
            if (!isWhiteSpace(octets[i])) {
                return;
            }
        }
        throw new IllegalArgumentException("a line with nothing in it in the body of " + name);
    }
}

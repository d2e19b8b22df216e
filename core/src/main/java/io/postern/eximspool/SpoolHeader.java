// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import io.postern.value.Parsed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The content of an {@code -H} file.
 *
 * @param fields those that are deleted among them
 */
public record SpoolHeader(SpoolId id, SpoolEnvelope envelope, BodyFacts body, List<SpoolField> fields) {
    /** Octets of an {@code -H} that is read. Ours, against exhaustion. */
    public static final int MAX_OCTETS = 64 * 1024 * 1024;

    public SpoolHeader {
        fields = List.copyOf(fields);
    }

    /**
     * Reads a file.
     *
     * @param expected the id that the file is named by: another one in it is malformed, as it is for Exim
     */
    public static Parsed<SpoolHeader> parse(byte[] octets, SpoolId expected) {
        return octets.length > MAX_OCTETS
                ? Parsed.malformed(MAX_OCTETS, "spool file", "longer than " + MAX_OCTETS + " octets")
                : new HeaderReader(new String(octets, StandardCharsets.ISO_8859_1), expected).read();
    }

    /** Writes the file's octets, in one go if they are few; does not close {@code out}. */
    public void writeTo(OutputStream out) throws IOException {
        OctetText text = new OctetText(out);
        text.line(id.headerName());
        Submitter submitter = envelope.submitter();
        text.add(submitter.login()).add(' ').add(submitter.uid()).add(' ').add(submitter.gid());
        text.endLine();
        text.add('<').add(envelope.sender()).line(">");
        text.add(envelope.received().getEpochSecond()).add(' ').add(envelope.warnings());
        text.endLine();
        HeaderVariables.write(envelope, body, text);
        AddressTree.write(envelope.done(), text);
        text.add(envelope.recipients().size()).endLine();
        for (SpoolRecipient recipient : envelope.recipients()) {
            text.line(RecipientLine.format(recipient));
        }
        text.endLine();
        for (SpoolField field : fields) {
            write(field, text);
        }
        text.flush();
    }

    /** The count of its octets has three digits at least. */
    private static void write(SpoolField field, OctetText text) throws IOException {
        int length = field.text().length();
        text.add(length < 10 ? "00" : length < 100 ? "0" : "").add(length);
        text.add(field.type().letter()).add(' ').add(field.text());
    }

    /** The head of the message with CRLF, the empty line behind it included. */
    public byte[] messageHead() {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        fields.stream()
                .filter(field -> field.type() != FieldType.DELETED)
                .forEach(field -> head.writeBytes(field.octets()));
        head.write('\r');
        head.write('\n');
        return head.toByteArray();
    }

    SpoolHeader with(SpoolEnvelope other) {
        return new SpoolHeader(id, other, body, fields);
    }
}

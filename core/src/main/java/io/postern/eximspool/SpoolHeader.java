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

    /** Writes the file's octets; does not close {@code out}, which should be buffered. */
    public void writeTo(OutputStream out) throws IOException {
        write(out, id.headerName());
        Submitter submitter = envelope.submitter();
        write(out, submitter.login() + " " + submitter.uid() + " " + submitter.gid());
        write(out, "<" + envelope.sender() + ">");
        write(out, envelope.received().getEpochSecond() + " " + envelope.warnings());
        HeaderVariables.write(envelope, body, out);
        AddressTree.write(envelope.done(), out);
        write(out, String.valueOf(envelope.recipients().size()));
        for (SpoolRecipient recipient : envelope.recipients()) {
            write(out, RecipientLine.format(recipient));
        }
        write(out, "");
        for (SpoolField field : fields) {
            String text = field.text();
            String length = String.valueOf(text.length());
            String count = "00".substring(Math.min(2, length.length() - 1)) + length;
            out.write((count + field.type().letter() + " " + text).getBytes(StandardCharsets.ISO_8859_1));
        }
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

    private static void write(OutputStream out, String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
    }
}

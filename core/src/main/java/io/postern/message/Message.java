// SPDX-License-Identifier: Apache-2.0
package io.postern.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * A message: its head in memory, its body where it lies, opened when wanted.
 *
 * <p>Immutable. {@link #prepend} and {@link #without} give new messages that share the body and the fields that stay;
 * what they write is their fields and then the octets that followed the head as it was read, the empty line among them.
 * Thread-safe if the source is. An {@link IOException} is the source's own, or says that it has become shorter.
 */
public final class Message implements OctetSource {
    private final OctetSource source;
    private final long headOctetsInSource;
    private final MessageHead head;

    private Message(OctetSource source, long headOctetsInSource, MessageHead head) {
        this.source = source;
        this.headOctetsInSource = headOctetsInSource;
        this.head = head;
    }

    /** Reads the head, within {@link MessageHead#MAX_OCTETS}. */
    public static Message read(OctetSource source) throws IOException {
        return read(source, MessageHead.MAX_OCTETS);
    }

    /** Reads the head, within {@code maxHeadOctets}; look at {@link MessageHead#end()} whether that was enough. */
    public static Message read(OctetSource source, int maxHeadOctets) throws IOException {
        try (InputStream in = source.open()) {
            MessageHead head = MessageHead.read(in, maxHeadOctets);
            return new Message(source, head.length(), head);
        }
    }

    public MessageHead head() {
        return head;
    }

    /** What follows the empty line; no octets if there is no empty line, all unread ones after a limit. */
    public OctetSource body() {
        long skipped = headOctetsInSource + head.emptyLineOctets();
        return new Part(source, skipped);
    }

    /**
     * The message with these fields on top, in this order.
     *
     * <p>If the first line of the message begins with white space, they stand behind that line: before it, it would
     * become part of the last of them, and a sender could continue what we write. That line gets a CRLF if it is all
     * that the message has and lacks one.
     *
     * @throws IllegalArgumentException if one of them is no whole field
     * @throws IllegalStateException if the head ended in {@link HeaderEnd#LIMIT}
     */
    public Message prepend(List<HeaderField> newFields) {
        requireWholeHead();
        newFields.forEach(Message::requireWholeField);
        List<HeaderField> old = head.fields();
        int kept = !old.isEmpty() && old.get(0).isContinuation() && !newFields.isEmpty() ? 1 : 0;
        List<HeaderField> fields = new ArrayList<>(old.size() + newFields.size());
        old.subList(0, kept).forEach(field -> fields.add(field.withLineEnd()));
        fields.addAll(newFields);
        fields.addAll(old.subList(kept, old.size()));
        return with(fields);
    }

    /**
     * The message without the fields that {@code unwanted} says.
     *
     * @throws IllegalStateException if the head ended in {@link HeaderEnd#LIMIT}: there may be more of them
     */
    public Message without(Predicate<HeaderField> unwanted) {
        requireWholeHead();
        List<HeaderField> fields =
                head.fields().stream().filter(unwanted.negate()).toList();
        return with(fields);
    }

    /**
     * The message without its topmost field of this name, if it has one.
     *
     * @throws IllegalStateException if the head ended in {@link HeaderEnd#LIMIT}
     */
    public Message withoutFirst(String name) {
        requireWholeHead();
        List<HeaderField> fields = new ArrayList<>(head.fields());
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).isNamed(name)) {
                fields.remove(i);
                return with(fields);
            }
        }
        return this;
    }

    /** The message with other fields in place of all of its own. */
    Message with(List<HeaderField> fields) {
        return new Message(source, headOctetsInSource, head.with(fields));
    }

    /** All octets, from the first field on. */
    @Override
    public InputStream open() throws IOException {
        InputStream rest = new Part(source, headOctetsInSource).open();
        List<InputStream> parts = new ArrayList<>(head.fields().size() + 1);
        head.fields().forEach(field -> parts.add(field.open()));
        parts.add(rest);
        return new SequenceInputStream(Collections.enumeration(parts));
    }

    /** Writes what {@link #open()} reads; does not close {@code out}. */
    public void writeTo(OutputStream out) throws IOException {
        for (HeaderField field : head.fields()) {
            field.writeTo(out);
        }
        try (InputStream rest = new Part(source, headOctetsInSource).open()) {
            rest.transferTo(out);
        }
    }

    @Override
    public OptionalLong length() {
        OptionalLong rest = new Part(source, headOctetsInSource).length();
        return rest.isPresent() ? OptionalLong.of(rest.getAsLong() + head.length()) : rest;
    }

    private static void requireWholeField(HeaderField field) {
        if (field.name().isEmpty() || !field.hasLineEnd()) {
            throw new IllegalArgumentException("not a whole header field");
        }
    }

    private void requireWholeHead() {
        if (head.end() == HeaderEnd.LIMIT) {
            throw new IllegalStateException("the head was not read to its end");
        }
    }

    /** A source from some octet on. */
    private record Part(OctetSource source, long skipped) implements OctetSource {
        @Override
        public InputStream open() throws IOException {
            InputStream in = source.open();
            try {
                in.skipNBytes(skipped);
                return in;
            } catch (IOException | RuntimeException e) {
                in.close();
                throw e;
            }
        }

        @Override
        public OptionalLong length() {
            OptionalLong whole = source.length();
            return whole.isPresent() ? OptionalLong.of(Math.max(0, whole.getAsLong() - skipped)) : whole;
        }
    }
}

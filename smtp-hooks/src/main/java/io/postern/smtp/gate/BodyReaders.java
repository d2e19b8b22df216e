// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who read the body of one message. One that throws, or wants no more, is let go. */
final class BodyReaders {
    private static final Logger LOGGER = LoggerFactory.getLogger(BodyReaders.class);

    private final List<BodyReader> readers;

    private BodyReaders(List<BodyReader> readers) {
        this.readers = readers;
    }

    static BodyReaders of(List<BodyReader> readers) {
        BodyReaders wanting = new BodyReaders(new ArrayList<>(readers));
        wanting.readers.removeIf(reader -> !reader.wantsMore());
        return wanting;
    }

    boolean wantMore() {
        return !readers.isEmpty();
    }

    void read(byte[] octets) {
        for (Iterator<BodyReader> each = readers.iterator(); each.hasNext(); ) {
            if (!reads(each.next(), octets)) {
                each.remove();
            }
        }
    }

    private static boolean reads(BodyReader reader, byte[] octets) {
        try {
            reader.read(octets);
            return reader.wantsMore();
        } catch (RuntimeException e) {
            LOGGER.error("{} failed to read a body", reader.getClass().getName(), e);
            return false;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Octets that can be read from their start as often as wanted, and are the same each time. */
@FunctionalInterface
public interface OctetSource {
    /** A stream at the first octet; the caller closes it. */
    InputStream open() throws IOException;

    /** How many octets there are, if that is known without reading them. */
    default OptionalLong length() {
        return OptionalLong.empty();
    }

    /** The octets of an array, which the caller does not change any more. */
    static OctetSource of(byte[] octets) {
        return new OctetSource() {
            @Override
            public InputStream open() {
                return new ByteArrayInputStream(octets);
            }

            @Override
            public OptionalLong length() {
                return OptionalLong.of(octets.length);
            }
        };
    }

    /** The octets of a file, which stays as it is. */
    static OctetSource of(Path file) {
        return () -> Files.newInputStream(file);
    }
}

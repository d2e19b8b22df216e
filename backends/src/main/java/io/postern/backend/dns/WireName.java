// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.dns;

import io.postern.value.Ascii;
import io.postern.value.DomainName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.xbill.DNS.Name;

/**
 * Names between ours and dnsjava's, by their wire form: presentation form would give backslashes, quotes and {@code @}
 * inside a label a meaning that they do not have here.
 */
final class WireName {
    private WireName() {}

    static Name of(DomainName name) {
        try {
            return new Name(octets(name.value()));
        } catch (IOException impossible) {
            throw new AssertionError("every DomainName has a wire form: " + name, impossible);
        }
    }

    /**
     * The name, unless it is the root or a label holds an octet that a {@link DomainName} cannot: a dot, a control, one
     * above 126.
     */
    static Optional<DomainName> from(Name name) {
        byte[] wire = name.toWire();
        StringBuilder text = new StringBuilder(wire.length);
        for (int start = 0; wire[start] != 0; start += wire[start] + 1) {
            for (int i = start + 1; i <= start + wire[start]; i++) {
                if (!Ascii.isPrintable(wire[i]) || wire[i] == '.') {
                    return Optional.empty();
                }
                text.append((char) wire[i]);
            }
            text.append('.');
        }
        return text.isEmpty()
                ? Optional.empty()
                : DomainName.parse(text.toString()).ok();
    }

    // RFC 1035 §3.1: each label behind its length, then the root's empty label
    private static byte[] octets(String name) {
        byte[] wire = new byte[name.length() + 2];
        byte[] text = name.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(text, 0, wire, 1, text.length);
        int length = 0;
        for (int i = text.length; i >= 0; i--) {
            if (i == 0 || wire[i] == '.') {
                wire[i] = (byte) length;
                length = 0;
            } else {
                length++;
            }
        }
        return wire;
    }
}

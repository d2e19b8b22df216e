// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import java.util.List;

/**
 * A TXT record.
 *
 * @param strings its character-strings as octet strings: one char, U+0000 to U+00FF, for one octet
 */
public record TxtRecord(List<String> strings) {
    public TxtRecord {
        strings = List.copyOf(strings);
    }

    public static TxtRecord of(String... strings) {
        return new TxtRecord(List.of(strings));
    }

    /**
     * The strings put together without anything between them (RFC 7208 §3.3, RFC 6376 §3.6.2.2), as an octet string.
     */
    public String joined() {
        return strings.size() == 1 ? strings.get(0) : String.join("", strings);
    }
}

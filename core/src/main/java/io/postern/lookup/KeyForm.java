// SPDX-License-Identifier: Apache-2.0
package io.postern.lookup;

/** How a subject becomes keys. */
public enum KeyForm {
    /** The subject as it is. */
    EXACT("exact"),
    /** The subject with A to Z in lower case. */
    LOWER("lower"),
    /** The subject in lower case, then {@code *@domain}, then {@code *}: Exim's {@code lmdb*@}. */
    ADDRESS("address"),
    /** What stands behind the last {@code @}, or all of it without one, in lower case. */
    DOMAIN("domain"),
    /**
     * The domain as above, then {@code *.} and the domain, {@code *.} and each shorter one, and {@code *}: Exim's
     * {@code partial0-lmdb}.
     */
    PARTIAL("partial"),
    /** An IP address in its canonical text, then networks around it as {@code 192.0.2.0/24}. */
    IP("ip");

    private final String keyword;

    KeyForm(String keyword) {
        this.keyword = keyword;
    }

    public String keyword() {
        return keyword;
    }
}

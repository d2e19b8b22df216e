// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.lmdb;

/** How keys end in the file. */
public enum KeyEnd {
    /** With their last octet: Exim, mdb_load. */
    PLAIN("plain"),
    /** With a NUL octet more: Postfix. */
    NUL("nul");

    private final String keyword;

    KeyEnd(String keyword) {
        this.keyword = keyword;
    }

    public String keyword() {
        return keyword;
    }
}

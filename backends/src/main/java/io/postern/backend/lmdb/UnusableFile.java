// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.lmdb;

/** A file that cannot be read now; the text is for the operator and says what is needed. */
public final class UnusableFile extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableFile(String text) {
        super(text);
    }

    UnusableFile(String text, Throwable cause) {
        super(text, cause);
    }

    /** What is wrong. */
    public String text() {
        return String.valueOf(getMessage());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.json;

/** A request that cannot be carried out as it stands. */
public final class BadRequest extends Exception {
    private static final long serialVersionUID = 1L;

    private final String text;

    public BadRequest(String text) {
        super(text);
        this.text = text;
    }

    /** What is wrong, for whoever wrote the request; may quote it. */
    public String text() {
        return text;
    }
}

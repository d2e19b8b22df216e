// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import io.postern.value.Ascii;
import java.util.Arrays;
import java.util.Optional;

/** What a domain asks receivers to do with mail that fails (RFC 9989 §4.7), mildest first. */
public enum PolicyRequest {
    NONE("none"),
    QUARANTINE("quarantine"),
    REJECT("reject");

    private final String keyword;

    PolicyRequest(String keyword) {
        this.keyword = keyword;
    }

    public String keyword() {
        return keyword;
    }

    /** By its word, in any case. */
    public static Optional<PolicyRequest> of(String keyword) {
        return Arrays.stream(values())
                .filter(request -> Ascii.equalsIgnoreCase(request.keyword, keyword))
                .findFirst();
    }

    /** One step milder, as {@code t=y} asks; none stays none. */
    public PolicyRequest milder() {
        return switch (this) {
            case REJECT -> QUARANTINE;
            case QUARANTINE, NONE -> NONE;
        };
    }

    /** The stricter of the two. */
    public PolicyRequest stricter(PolicyRequest other) {
        return compareTo(other) >= 0 ? this : other;
    }
}

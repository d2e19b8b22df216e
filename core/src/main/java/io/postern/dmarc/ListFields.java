// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import io.postern.message.HeaderField;
import io.postern.message.MessageHead;
import io.postern.value.Ascii;
import java.util.Optional;
import java.util.Set;

/** The traces that a mailing list leaves in a message. Anybody can write them, so they only ever make us milder. */
public final class ListFields {
    private static final String PREFIX = "list-";
    // what list programs write; never a standard
    private static final Set<String> PRECEDENCE = Set.of("list", "bulk");

    private ListFields() {}

    /**
     * The name of the topmost field that says so: {@code List-Id} and its like (RFC 2919 §3), or {@code Precedence}.
     */
    public static Optional<String> trace(MessageHead head) {
        return head.fields().stream()
                .filter(ListFields::isTrace)
                .map(field -> Ascii.printable(field.name(), 40))
                .findFirst();
    }

    private static boolean isTrace(HeaderField field) {
        String name = field.name();
        return Ascii.toLowerCase(name.substring(0, Math.min(name.length(), PREFIX.length())))
                        .equals(PREFIX)
                || (field.isNamed("Precedence")
                        && PRECEDENCE.contains(
                                Ascii.toLowerCase(field.unfoldedBody().strip())));
    }
}

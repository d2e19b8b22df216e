// SPDX-License-Identifier: Apache-2.0
package io.postern.arc;

import io.postern.message.HeaderField;
import io.postern.message.MessageHead;
import io.postern.value.Ascii;
import io.postern.value.Parsed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Which fields a message signature of ours covers: {@code h=}.
 *
 * @param names in lower case; one that is given twice is signed twice, and where the message has it once nobody can add
 *     another one
 * @param scope whether all of them are named in {@code h=}, or those that the message has
 */
public record SignedNames(List<String> names, Scope scope) {
    /** Ours; verifiers read 500. */
    public static final int MAX_NAMES = 100;

    // RFC 8617 §4.1.2: Authentication-Results are removed on the way, and the fields of ARC are sealed by the seal
    private static final Set<String> NEVER =
            Set.of("authentication-results", "arc-authentication-results", "arc-message-signature", "arc-seal");

    /** Which of the names are named. */
    public enum Scope {
        /** All, as they are given. */
        AS_GIVEN,
        /** Those that the message has, as often as it has them. */
        PRESENT
    }

    /**
     * RFC 6376 §5.4.1 recommends these, and RFC 8617 §4.1.2 DKIM-Signature besides: what people see, what threads and
     * lists go by, what says how the body is to be read.
     */
    public static final SignedNames RECOMMENDED = new SignedNames(
            List.of(
                    "from",
                    "sender",
                    "reply-to",
                    "subject",
                    "date",
                    "message-id",
                    "to",
                    "cc",
                    "mime-version",
                    "content-type",
                    "content-transfer-encoding",
                    "in-reply-to",
                    "references",
                    "resent-date",
                    "resent-from",
                    "resent-sender",
                    "resent-to",
                    "resent-cc",
                    "resent-message-id",
                    "list-id",
                    "list-help",
                    "list-unsubscribe",
                    "list-unsubscribe-post",
                    "list-subscribe",
                    "list-post",
                    "list-owner",
                    "list-archive",
                    "dkim-signature"),
            Scope.PRESENT);

    /** @throws IllegalArgumentException if {@link #parse} would not take them */
    public SignedNames {
        names = names.stream().map(Ascii::toLowerCase).toList();
        String wrong = wrong(names);
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(wrong);
        }
    }

    /** Names between colons or commas, {@code from:to:subject}, as they are to stand in {@code h=}. */
    public static Parsed<SignedNames> parse(String text) {
        List<String> names = Arrays.stream(text.split("[:,]", -1))
                .map(String::strip)
                .map(Ascii::toLowerCase)
                .toList();
        String wrong = wrong(names);
        return wrong.isEmpty()
                ? Parsed.ok(new SignedNames(names, Scope.AS_GIVEN))
                : Parsed.malformed(0, "headers", wrong);
    }

    /** The names in the order of {@code h=}. */
    List<String> of(MessageHead head) {
        if (scope == Scope.AS_GIVEN) {
            return names;
        }
        List<String> present = new ArrayList<>();
        for (String name : names) {
            for (HeaderField field : head.fields()) {
                if (field.isNamed(name) && present.size() < MAX_NAMES) {
                    present.add(name);
                }
            }
        }
        // RFC 6376 §5.4: From must be signed, if only against one that is added
        return present.contains("from") ? present : List.of("from");
    }

    private static String wrong(List<String> names) {
        for (String name : names) {
            if (name.isEmpty() || !name.chars().allMatch(c -> Ascii.isVisible(c) && c != ':' && c != ';')) {
                return "not a field name: " + Ascii.printable(name, 80);
            }
            if (NEVER.contains(name)) {
                return name + " is never signed";
            }
        }
        if (names.size() > MAX_NAMES) {
            return "more than " + MAX_NAMES + " names";
        }
        // RFC 6376 §5.4: From must be signed
        return names.contains("from") ? "" : "From is missing";
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.arc;

import io.postern.value.Ascii;
import io.postern.value.Parsed;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/** When a message signature of ours expires: {@code x=} (RFC 6376 §3.5). */
public sealed interface SealExpiry {
    /** Where an operator wants one and does not say which: one month. */
    Duration DEFAULT = Duration.ofDays(30);

    /** Without {@code x=}. */
    record Never() implements SealExpiry {}

    /** At a moment. */
    record At(Instant moment) implements SealExpiry {}

    /** So long after it was made; more than zero. */
    record After(Duration time) implements SealExpiry {
        public After {
            if (time.toSeconds() < 1) {
                throw new IllegalArgumentException("expires after " + time + "; allowed is a second or more");
            }
        }
    }

    /** {@code +seconds}, seconds since 1970, or nothing for {@link #DEFAULT}. */
    static Parsed<SealExpiry> parse(String text) {
        String digits = text.startsWith("+") ? text.substring(1) : text;
        if (text.isEmpty()) {
            return Parsed.ok(new After(DEFAULT));
        }
        // RFC 6376 §3.5: twelve digits are enough until AD 200,000
        boolean isNumber = Ascii.isNumber(digits) && digits.length() <= 12 && Long.parseLong(digits) > 0;
        if (!isNumber) {
            return Parsed.malformed(0, "expire", "neither seconds since 1970 nor + and seconds");
        }
        long seconds = Long.parseLong(digits);
        return Parsed.ok(
                text.startsWith("+") ? new After(Duration.ofSeconds(seconds)) : new At(Instant.ofEpochSecond(seconds)));
    }

    /** {@code x=} of what is made now; empty for none. */
    default OptionalLong seconds(Instant now) {
        if (this instanceof At at) {
            return OptionalLong.of(at.moment.getEpochSecond());
        }
        return this instanceof After after
                ? OptionalLong.of(now.plus(after.time).getEpochSecond())
                : OptionalLong.empty();
    }
}

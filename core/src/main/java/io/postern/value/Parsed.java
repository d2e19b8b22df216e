// SPDX-License-Identifier: Apache-2.0
package io.postern.value;

import java.util.Optional;
import java.util.function.Function;

/**
 * What became of untrusted text: a value, or where and why it is none. Parsing never throws.
 *
 * @param <T> the value's type
 */
public sealed interface Parsed<T> {
    /** The text was right. */
    record Ok<T>(T value) implements Parsed<T> {}

    /**
     * The text was wrong.
     *
     * @param offset of the first offending character, 0 to the text's length
     * @param rule the grammar rule that was being read, in the standard's spelling
     * @param message for a person; may quote the text, so it is untrusted
     */
    record Malformed<T>(int offset, String rule, String message) implements Parsed<T> {
        /** The same finding about a value of another type. */
        public <R> Malformed<R> as() {
            return new Malformed<>(offset, rule, message);
        }
    }

    static <T> Parsed<T> ok(T value) {
        return new Ok<>(value);
    }

    static <T> Parsed<T> malformed(int offset, String rule, String message) {
        return new Malformed<>(offset, rule, message);
    }

    default Optional<T> ok() {
        return this instanceof Ok<T> ok ? Optional.of(ok.value) : Optional.empty();
    }

    default <R> Parsed<R> map(Function<T, R> function) {
        return fold(ok -> Parsed.ok(function.apply(ok)), Malformed::as);
    }

    default <R> R fold(Function<T, R> onOk, Function<Malformed<T>, R> onMalformed) {
        if (this instanceof Ok<T> ok) {
            return onOk.apply(ok.value);
        }
        if (this instanceof Malformed<T> malformed) {
            return onMalformed.apply(malformed);
        }
        throw new AssertionError(this);
    }

    /** For text of our own: the value, or {@link IllegalArgumentException} with rule, offset and message. */
    default T orThrow() {
        if (this instanceof Malformed<T> bad) {
            throw new IllegalArgumentException(bad.rule + ": " + bad.message + " (at " + bad.offset + ")");
        }
        return ((Ok<T>) this).value;
    }
}

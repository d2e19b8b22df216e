// SPDX-License-Identifier: Apache-2.0
package io.postern.value;

import java.util.function.Supplier;

/**
 * Told what an evaluation does, step by step, for a person who wants to know why. Called in order, maybe from several
 * threads.
 */
@FunctionalInterface
public interface Trace {
    /** Nobody wants to know; the texts are not made. */
    Trace OFF = (section, text) -> {};

    /**
     * One step.
     *
     * @param section where the standard says so: {@code RFC 7208 §4.5}
     * @param text made only when it is wanted; may quote what the network sent
     */
    void step(String section, Supplier<String> text);

    /** Tells the same steps, each under a label: for evaluations that run at the same time. */
    default Trace labelled(String label) {
        return this == OFF ? OFF : (section, text) -> step(section, () -> label + ": " + text.get());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.policy;

/**
 * What is done with a transaction or a message. The finding itself is written into header and attributes in any case.
 */
public sealed interface Action {
    /** Nothing more is done. */
    record Accept() implements Action {}

    /** Accepted, and marked for what comes later. */
    record Tag() implements Action {}

    /** Refused for now. */
    record Defer(SmtpReply reply) implements Action {}

    /** Refused for good. */
    record Reject(SmtpReply reply) implements Action {}

    /** Whether it is a refusal. */
    default boolean refuses() {
        return this instanceof Defer || this instanceof Reject;
    }

    /** The word of configuration, logs and counters. */
    default ActionWord word() {
        if (this instanceof Accept) {
            return ActionWord.ACCEPT;
        }
        if (this instanceof Tag) {
            return ActionWord.TAG;
        }
        return this instanceof Defer ? ActionWord.DEFER : ActionWord.REJECT;
    }
}

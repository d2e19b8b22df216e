// SPDX-License-Identifier: Apache-2.0
package io.postern.policy;

/** What is done with a message because of DMARC. The finding is written into header and attributes in any case. */
public sealed interface DmarcAction {
    /** Nothing more is done. */
    record Accept() implements DmarcAction {}

    /** Accepted, and marked for what comes later. */
    record Tag() implements DmarcAction {}

    /** Accepted, and put aside as suspicious. */
    record Quarantine() implements DmarcAction {}

    /** Refused for now. */
    record Defer(SmtpReply reply) implements DmarcAction {}

    /** Refused for good. */
    record Reject(SmtpReply reply) implements DmarcAction {}

    /** Whether it is a refusal. */
    default boolean refuses() {
        return this instanceof Defer || this instanceof Reject;
    }

    /** The word of logs and counters: accept, tag, quarantine, defer or reject. */
    default String keyword() {
        if (this instanceof Accept) {
            return "accept";
        }
        if (this instanceof Tag) {
            return "tag";
        }
        if (this instanceof Quarantine) {
            return "quarantine";
        }
        return this instanceof Defer ? "defer" : "reject";
    }
}

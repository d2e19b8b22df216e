// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import io.postern.value.DomainName;
import java.util.List;

/**
 * What ARC said of a message, for the history file.
 *
 * @param result the chain's: none, fail or pass
 * @param sets the chain's sets whose seals name a domain, first instance first
 * @param effect whether the chain spoke for the message
 */
public record ArcEvidence(Chain result, List<Seal> sets, Effect effect) {
    /** RFC 8617 §4.4. */
    public enum Chain {
        NONE,
        FAIL,
        PASS
    }

    /** Whether the chain was believed. */
    public enum Effect {
        /** There was nothing to override. */
        UNUSED,
        /** It spoke for a message that fails. */
        USED,
        /** The message fails, and the chain does too or is not trusted. */
        FAILED
    }

    /**
     * One set.
     *
     * @param instance {@code i=}
     * @param domain {@code d=} of the seal
     * @param selector {@code s=} of the seal; untrusted text
     * @param client {@code smtp.remote-ip} of its results, or empty; untrusted text
     */
    public record Seal(int instance, DomainName domain, String selector, String client) {}

    public ArcEvidence {
        sets = List.copyOf(sets);
    }
}

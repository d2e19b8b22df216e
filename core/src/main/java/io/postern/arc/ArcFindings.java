// SPDX-License-Identifier: Apache-2.0
package io.postern.arc;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * All that ARC has to say about one message.
 *
 * @param state of the whole chain (RFC 8617 §5.2)
 * @param failure why it fails; present for FAIL only
 * @param oldestPass the instance since which nobody changed the message, 0 if nobody did since before the first one;
 *     present for PASS only
 * @param chain one for each instance, 1 first, up to the highest that the message has; also of a chain that fails, as
 *     far as it can be read
 */
public record ArcFindings(
        ChainValidationStatus state, Optional<ArcFailure> failure, OptionalInt oldestPass, List<ArcSetOutcome> chain) {
    /** A message without ARC. */
    public static final ArcFindings NONE =
            new ArcFindings(ChainValidationStatus.NONE, Optional.empty(), OptionalInt.empty(), List.of());

    public ArcFindings {
        chain = List.copyOf(chain);
        if (failure.isPresent() != (state == ChainValidationStatus.FAIL)) {
            throw new IllegalArgumentException(state + ", and a failure: " + failure.isPresent());
        }
        if (oldestPass.isPresent() != (state == ChainValidationStatus.PASS)) {
            throw new IllegalArgumentException(state + ", and an oldest pass: " + oldestPass.isPresent());
        }
    }

    static ArcFindings failed(ArcFailure why, List<ArcSetOutcome> chain) {
        return new ArcFindings(ChainValidationStatus.FAIL, Optional.of(why), OptionalInt.empty(), chain);
    }

    /** The highest instance; 0 without a set that can be read. */
    public int instances() {
        return chain.size();
    }

    /** Why it fails, in words; empty otherwise. May quote what the network sent. */
    public String reasonText() {
        return failure.map(why -> why.problem().detail()).orElse("");
    }

    /** The domains of the seals in the order of the chain; one that cannot be read is empty. */
    public List<String> domains() {
        return chain.stream().map(ArcSetOutcome::domain).toList();
    }

    /**
     * What the oldest hop found whose message came to us unchanged: its results, as {@link ArcSetOutcome#results};
     * empty unless the chain passes.
     */
    public Optional<String> oldestPassResults() {
        return oldestPass.isPresent()
                ? Optional.of(chain.get(Math.max(oldestPass.getAsInt(), 1) - 1).results())
                : Optional.empty();
    }
}

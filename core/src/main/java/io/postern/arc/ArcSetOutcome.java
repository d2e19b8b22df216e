// SPDX-License-Identifier: Apache-2.0
package io.postern.arc;

import io.postern.dkim.DkimOutcome;
import java.util.Optional;

/**
 * What became of one ARC set.
 *
 * @param instance {@code i=}, 1 to 50
 * @param domain {@code d=} of the seal; empty if there is none that can be read; untrusted unless the chain passes
 * @param selector {@code s=} of the seal, likewise
 * @param messageSignature of its ARC-Message-Signature; empty if the chain failed before it was checked
 * @param seal of its ARC-Seal, likewise
 * @param chainBefore {@code cv=}; empty if there is none that can be read
 * @param results the body of its ARC-Authentication-Results, {@code i=} included: untrusted Unicode text, folded as it
 *     came; empty if there is none
 */
public record ArcSetOutcome(
        int instance,
        String domain,
        String selector,
        Optional<DkimOutcome> messageSignature,
        Optional<DkimOutcome> seal,
        Optional<ChainValidationStatus> chainBefore,
        String results) {}

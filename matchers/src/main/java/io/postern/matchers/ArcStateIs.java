// SPDX-License-Identifier: Apache-2.0
package io.postern.matchers;

import io.postern.arc.ChainValidationStatus;
import io.postern.james.Attributes;
import java.util.Arrays;

/**
 * {@code ArcStateIs=none:pass}: matches all recipients of a mail whose ARC chain is in one of these states, as Exim's
 * condition {@code verify = arc/none:pass}; mail that nobody has looked at has {@code none}. {@code !} negates.
 */
public final class ArcStateIs extends AttributeMatcher {
    public ArcStateIs() {
        super(
                Attributes.ARC_STATE,
                Arrays.stream(ChainValidationStatus.values()).map(ChainValidationStatus::keyword),
                ChainValidationStatus.NONE.keyword());
    }
}

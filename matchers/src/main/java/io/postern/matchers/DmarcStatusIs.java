// SPDX-License-Identifier: Apache-2.0
package io.postern.matchers;

import io.postern.dmarc.DmarcStatus;
import io.postern.james.Attributes;
import java.util.Arrays;

/**
 * {@code DmarcStatusIs=reject,quarantine}: matches all recipients of a mail whose DMARC status is in the list, in the
 * words of Exim's condition {@code dmarc_status}; {@code off} for mail that DMARC has not judged. {@code !} negates.
 */
public final class DmarcStatusIs extends AttributeMatcher {
    public DmarcStatusIs() {
        super(
                Attributes.DMARC_STATUS,
                Arrays.stream(DmarcStatus.values()).map(DmarcStatus::keyword),
                DmarcStatus.OFF.keyword());
    }
}

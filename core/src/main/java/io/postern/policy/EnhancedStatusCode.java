// SPDX-License-Identifier: Apache-2.0
package io.postern.policy;

/**
 * An enhanced mail system status code (RFC 3463 §2).
 *
 * @param statusClass 2, 4 or 5
 * @param subject 0 to 999
 * @param detail 0 to 999
 */
public record EnhancedStatusCode(int statusClass, int subject, int detail) {
    public EnhancedStatusCode {
        boolean right = (statusClass == 2 || statusClass == 4 || statusClass == 5)
                && subject >= 0
                && subject <= 999
                && detail >= 0
                && detail <= 999;
        if (!right) {
            throw new IllegalArgumentException(statusClass + "." + subject + "." + detail);
        }
    }

    @Override
    public String toString() {
        return statusClass + "." + subject + "." + detail;
    }
}

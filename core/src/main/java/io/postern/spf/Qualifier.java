// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

/** What a matching mechanism means (RFC 7208 §4.6.2). */
public enum Qualifier {
    PASS('+', SpfResult.PASS),
    FAIL('-', SpfResult.FAIL),
    SOFTFAIL('~', SpfResult.SOFTFAIL),
    NEUTRAL('?', SpfResult.NEUTRAL);

    private final char sign;
    private final SpfResult result;

    Qualifier(char sign, SpfResult result) {
        this.sign = sign;
        this.result = result;
    }

    public char sign() {
        return sign;
    }

    public SpfResult result() {
        return result;
    }
}

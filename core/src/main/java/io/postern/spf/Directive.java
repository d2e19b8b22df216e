// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

/**
 * A qualifier and a mechanism.
 *
 * @param text the term as it stands in the record, printable ASCII
 */
public record Directive(Qualifier qualifier, Mechanism mechanism, String text) {
    /** The mechanism without its qualifier, as Received-SPF shows it (RFC 7208 §9.1). */
    public String mechanismText() {
        return text.charAt(0) == qualifier.sign() ? text.substring(1) : text;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

/** What is done with the text that {@code exp=} leads to: it comes from a stranger, who chooses it (RFC 7208 §6.2). */
public enum Explanations {
    /** It is never looked up, so that it cannot delay a refusal either. */
    IGNORE,
    /** It is looked up after a fail and shown, filtered and cut, behind words that name its origin. */
    SHOW
}

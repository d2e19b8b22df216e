// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.policy.Action;
import io.postern.spf.SpfFindings;

/**
 * What SPF found and what the policy asks for because of it.
 *
 * @param smtpComment Exim's {@code $spf_smtp_comment}: text for a reply, maybe empty
 */
public record SpfDecision(SpfFindings findings, Action action, String smtpComment) {
    /** The same findings for mail that nobody wants refused because of them. */
    public SpfDecision withoutRefusal() {
        return action.refuses() ? new SpfDecision(findings, new Action.Tag(), smtpComment) : this;
    }
}

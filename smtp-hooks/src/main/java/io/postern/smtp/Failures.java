// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.james.Replies;
import io.postern.policy.Action;
import io.postern.policy.EnhancedStatusCode;
import io.postern.policy.SmtpReply;
import org.apache.james.protocols.smtp.hook.HookResult;

/** The reply when we ourselves fail: the client comes again, nothing is lost and nothing unchecked gets in. */
final class Failures {
    // RFC 3463 §3.4: X.3.0, other or undefined mail system status
    static final HookResult DEFERRED = Replies.hookResult(new Action.Defer(
            new SmtpReply(451, new EnhancedStatusCode(4, 3, 0), "Local error in processing, try again later")));

    private Failures() {}
}

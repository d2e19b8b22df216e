// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.james.Replies;
import io.postern.policy.Action;
import io.postern.policy.EnhancedStatusCode;
import io.postern.policy.SmtpReply;
import org.apache.james.protocols.smtp.hook.HookResult;

/** Replies to what we cannot handle. */
final class Failures {
    /** We ourselves failed: the client comes again, nothing is lost and nothing unchecked gets in. */
    // RFC 3463 §3.4: X.3.0, other or undefined mail system status
    static final HookResult DEFERRED = Replies.hookResult(new Action.Defer(
            new SmtpReply(451, new EnhancedStatusCode(4, 3, 0), "Local error in processing, try again later")));

    /** A header section larger than anybody's: what it says of us cannot be told. */
    // RFC 3463 §3.4: X.3.4, message too big for system
    static final HookResult HEADER_TOO_LARGE = Replies.hookResult(
            new Action.Reject(new SmtpReply(552, new EnhancedStatusCode(5, 3, 4), "Header section too large")));

    private Failures() {}
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.policy.Action;
import io.postern.policy.DmarcAction;
import io.postern.policy.SmtpReply;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.HookReturnCode;

/** Actions as James's hooks answer. */
public final class Replies {
    private Replies() {}

    /** A refusal as it is; everything else has no opinion, so that the hooks that follow are asked. */
    public static HookResult hookResult(Action action) {
        if (action instanceof Action.Reject reject) {
            return refusal(HookReturnCode.deny(), reject.reply());
        }
        return action instanceof Action.Defer defer
                ? refusal(HookReturnCode.denySoft(), defer.reply())
                : HookResult.DECLINED;
    }

    /** The same of an action because of DMARC. */
    public static HookResult hookResult(DmarcAction action) {
        if (action instanceof DmarcAction.Reject reject) {
            return refusal(HookReturnCode.deny(), reject.reply());
        }
        return action instanceof DmarcAction.Defer defer
                ? refusal(HookReturnCode.denySoft(), defer.reply())
                : HookResult.DECLINED;
    }

    private static HookResult refusal(HookReturnCode code, SmtpReply reply) {
        return HookResult.builder()
                .hookReturnCode(code)
                .smtpReturnCode(Integer.toString(reply.code()))
                .smtpDescription(reply.status() + " " + reply.publicText())
                .build();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import java.util.function.Predicate;
import org.apache.james.protocols.api.ProtocolSession.AttachmentKey;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.smtp.SMTPSession;

/**
 * What a handler of the chain allows a client to do. It is asked when the client does it, on the thread that serves the
 * connection and when James works on no line of it: the client's address is final by then. Must not block.
 */
public enum Permission {
    /** To send before the banner; asked once, before the first command. Without a handler everybody may. */
    EARLY_OCTETS(true),
    /** To send a message by BDAT. Without a handler nobody may, and James answers the command. */
    CHUNKS(false);

    private record Rule(Predicate<SMTPSession> predicate) {}

    private final boolean withoutRule;
    private final AttachmentKey<Rule> key = AttachmentKey.of("postern.permission." + name(), Rule.class);

    Permission(boolean withoutRule) {
        this.withoutRule = withoutRule;
    }

    /** Called by a connect handler. */
    public void judgeBy(SMTPSession session, Predicate<SMTPSession> rule) {
        session.setAttachment(key, new Rule(rule), State.Connection);
    }

    boolean isGiven(SMTPSession session) {
        return session.getAttachment(key, State.Connection)
                .map(rule -> rule.predicate.test(session))
                .orElse(withoutRule);
    }
}

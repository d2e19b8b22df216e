// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import io.postern.envelope.ReversePath;
import io.postern.message.MessageHead;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.james.protocols.smtp.SMTPSession;

/**
 * An SMTP handler that has work to do before James sees a line. Each method is called on the thread that serves the
 * connection, when James works on no other line of it: it may read the session and set attachments, and must not block.
 * The line waits until the stage is complete, well or not; what then is missing is for the hook to judge. A stage that
 * never completes is ended by James's idle time-out of the connection.
 */
public interface LookAhead {
    /** Nothing to wait for. */
    CompletionStage<?> NOTHING = CompletableFuture.completedStage(null);

    /**
     * A MAIL command has come.
     *
     * @param path what the client wrote; James may refuse the command for reasons of its own
     */
    default CompletionStage<?> beforeMail(SMTPSession session, ReversePath path) {
        return NOTHING;
    }

    /** A RCPT command has come. */
    default CompletionStage<?> beforeRcpt(SMTPSession session) {
        return NOTHING;
    }

    /**
     * Whether {@link #onHead} is wanted for the message that the client begins to send; it costs a copy of the head.
     */
    default boolean wantsHead(SMTPSession session) {
        return false;
    }

    /**
     * The header section is complete, the body still on its way.
     *
     * @param head as the client sent it: James's own Received field is not in it; never one above 1 MiB
     * @return who reads the body, {@link BodyReader#NONE} if nobody does
     */
    default BodyReader onHead(SMTPSession session, MessageHead head) {
        return BodyReader.NONE;
    }

    /** The last line of the message has come; {@link #onHead} has been called where it was wanted and could be. */
    default CompletionStage<?> beforeEndOfData(SMTPSession session) {
        return NOTHING;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import io.postern.envelope.MailCommand;
import io.postern.envelope.ReversePath;
import io.postern.message.MessageHead;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.james.protocols.api.ProtocolSession.AttachmentKey;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.smtp.SMTPSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The handlers of one chain that look ahead, as one. A handler that throws does not stop the session: its hook finds
 * nothing ready and knows what that means.
 *
 * @param handlers in the order of the chain
 */
public record LookAheads(List<LookAhead> handlers) {
    /** Of a chain in which nobody looks ahead. */
    public static final LookAheads NONE = new LookAheads(List.of());

    private static final Logger LOGGER = LoggerFactory.getLogger(LookAheads.class);
    private static final AttachmentKey<LookAheads> KEY = AttachmentKey.of("postern.lookAheads", LookAheads.class);

    public LookAheads {
        handlers = List.copyOf(handlers);
    }

    /** Makes them known to the gate, which asks for them when the connect handlers are done. */
    public void attach(SMTPSession session) {
        session.setAttachment(KEY, this, State.Connection);
    }

    static LookAheads of(SMTPSession session) {
        return session.getAttachment(KEY, State.Connection).orElse(NONE);
    }

    /** What is to be done before a command. */
    CompletionStage<?> before(SMTPSession session, String verb, String command) {
        if (verb.equals("mail")) {
            return MailCommand.parse(command)
                    .fold(mail -> beforeMail(session, mail.path()), malformed -> LookAhead.NOTHING);
        }
        return verb.equals("rcpt") ? beforeRcpt(session) : LookAhead.NOTHING;
    }

    private CompletionStage<?> beforeMail(SMTPSession session, ReversePath path) {
        return all(handler -> handler.beforeMail(session, path));
    }

    private CompletionStage<?> beforeRcpt(SMTPSession session) {
        return all(handler -> handler.beforeRcpt(session));
    }

    boolean wantHead(SMTPSession session) {
        return handlers.stream().anyMatch(handler -> handler.wantsHead(session));
    }

    BodyReaders onHead(SMTPSession session, MessageHead head) {
        return BodyReaders.of(handlers.stream()
                .map(handler -> guarded(handler, () -> handler.onHead(session, head), BodyReader.NONE))
                .toList());
    }

    CompletionStage<?> beforeEndOfData(SMTPSession session) {
        return all(handler -> handler.beforeEndOfData(session));
    }

    private CompletionStage<?> all(Function<LookAhead, CompletionStage<?>> call) {
        List<CompletableFuture<?>> pending = new ArrayList<>();
        for (LookAhead handler : handlers) {
            CompletableFuture<?> stage = guarded(handler, () -> call.apply(handler), LookAhead.NOTHING)
                    .toCompletableFuture();
            if (!stage.isDone()) {
                pending.add(stage);
            }
        }
        return pending.isEmpty()
                ? LookAhead.NOTHING
                : CompletableFuture.allOf(pending.toArray(CompletableFuture<?>[]::new));
    }

    private static <T> T guarded(LookAhead handler, Supplier<T> call, T failed) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            LOGGER.error("{} failed to look ahead", handler.getClass().getName(), e);
            return failed;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.AttributeKey;
import java.util.Objects;
import java.util.function.ToIntFunction;
import org.apache.james.protocols.smtp.SMTPSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection's gate. It cuts the client's octets into lines and hands James one at a time: the next goes on when
 * James is done with the one before, so what the handlers see is always in order, whatever the client sends ahead. All
 * methods run on the channel's event loop.
 */
final class Gate extends ChannelDuplexHandler {
    static final String NAME = "postern-gate";
    /** RFC 4954 §4: the longest line of a command, an AUTH response with its CRLF. */
    static final int MAX_COMMAND_LINE = 12_288;
    /** RFC 5321 §4.5.3.1.6 asks for 1000 octets at least, and to take more where one can. */
    static final int MAX_TEXT_LINE = 65_536;
    /** Octets that may wait while a line is held; the network waits with the rest. */
    static final int MAX_WAITING = 65_536;

    private static final Logger LOGGER = LoggerFactory.getLogger(Gate.class);
    private static final AttributeKey<Object> JAMES_SESSION = AttributeKey.valueOf("session");

    private final FirstFlight firstFlight;
    private final LineEnds textLineEnds;
    private final Outlet outlet;
    private final LineQueue queue = new LineQueue();
    private final Chunking chunking;
    private final Commands commands;
    private final MessageText message = new MessageText(this);
    private @Nullable ChannelHandlerContext context;
    private @Nullable Turn turn;
    private @Nullable SMTPSession session;
    private LookAheads lookAheads = LookAheads.NONE;
    private Phase phase = Phase.CONNECT;
    /** Whether lines are being handed on further up the stack. */
    private boolean advancing;
    /** Whether James has asked for the message. */
    private boolean textWanted;

    private boolean reading = true;

    /**
     * A gate for one connection.
     *
     * @param unread octets of a connection that this host has received and nobody has read
     * @param textLineEnds which octets the lines of a message may hold
     */
    Gate(ToIntFunction<ChannelHandlerContext> unread, LineEnds textLineEnds) {
        this.firstFlight = new FirstFlight(unread);
        this.outlet = new Outlet(firstFlight);
        this.textLineEnds = textLineEnds;
        this.chunking = new Chunking(this, textLineEnds);
        this.commands = new Commands(this, firstFlight, chunking);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        turn = new Turn(this, ctx);
    }

    /** Takes the place of James's framer, and of the thread that it runs on. */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the end
    public void channelRegistered(ChannelHandlerContext ctx) {
        if (!JamesPipeline.takeFramersPlace(ctx)) {
            ctx.close(ctx.newPromise());
            return;
        }
        if (JamesPipeline.isProxied(ctx)) {
            firstFlight.awaitProxy();
        }
        ctx.fireChannelRegistered();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (isTls()) {
            firstFlight.awaitHandshake();
        }
        ctx.fireChannelActive();
        turn().whenJamesIsDone(() -> {}, this::connected);
    }

    /** What is known of the connection; from any thread. */
    GatedConnection connection() {
        return new KnownConnection(firstFlight, commands);
    }

    private void connected() {
        if (ctx().channel().attr(JAMES_SESSION).get() instanceof SMTPSession begun) {
            session = begun;
            lookAheads = LookAheads.of(begun);
            GatedConnection.attach(begun, connection());
            FastOpen.of(begun).ifPresent(offer -> offer.on(ctx().channel().parent()));
        }
        phase = Phase.COMMAND;
        tryOpen();
    }

    private void tryOpen() {
        if (!outlet.tryOpen(ctx())) {
            phase = Phase.CLOSED;
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent) {
            firstFlight.handshakeCame();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf octets)) {
            firstFlight.proxyCame();
            ctx.fireChannelRead(message); // a PROXY header
        } else if (phase == Phase.CLOSED) {
            octets.release();
        } else {
            firstFlight.received();
            queue.add(ctx.alloc(), octets);
            if (commands.isStartTls() && !isTls()) {
                refuseAndClose(GateReply.NOT_SYNCHRONIZED);
            } else {
                advance();
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        queue.compact();
        outlet.readComplete();
        if (!outlet.isOpen() && phase == Phase.COMMAND) {
            tryOpen();
        }
        if (phase != Phase.CLOSED) {
            advance();
        }
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        close();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        close();
    }

    private void close() {
        phase = Phase.CLOSED;
        queue.release();
        outlet.release();
        chunking.end();
        message.forget();
        turn().end();
    }

    /** Hands on what may go on. */
    private void advance() {
        if (advancing) {
            return;
        }
        advancing = true;
        try {
            boolean moved = true;
            while (moved && mayHandOn()) {
                moved = step();
            }
        } finally {
            advancing = false;
        }
        read(!commands.isStartTls() && (mayHandOn() || queue.size() <= MAX_WAITING));
        settle();
    }

    /** It is the next line's turn, if nobody up the stack sees to that. */
    void goOn() {
        if (!advancing) {
            advance();
            // or the idle timer would believe that a read is going on, and never end it
            ctx().fireChannelReadComplete();
        }
    }

    boolean isClosed() {
        return phase == Phase.CLOSED;
    }

    /** Lets replies go if none follows at once. */
    void settle() {
        if (!turn().isAtJames() && !advancing) {
            outlet.settle(ctx());
        }
    }

    /** A client that does not read its replies gets no more of them: they would fill the memory. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        ctx.fireChannelWritabilityChanged();
        if (ctx.channel().isWritable()) {
            advance();
        }
    }

    private boolean mayHandOn() {
        return turn().mayTakeNextLine()
                && phase != Phase.CONNECT
                && phase != Phase.CLOSED
                && outlet.isOpen()
                && ctx().channel().isWritable();
    }

    /** False if more octets are needed for the next step. */
    private boolean step() {
        return switch (phase) {
            case COMMAND -> step(queue.head(MAX_COMMAND_LINE, LineEnds.REFUSE));
            case TEXT, REFUSED_TEXT -> step(queue.head(MAX_TEXT_LINE, textLineEnds));
            case CHUNK -> chunking.step(queue);
            case SKIPPED_CHUNK -> chunking.skip(queue);
            case CONNECT, CLOSED -> false;
        };
    }

    private boolean step(LineQueue.Head found) {
        switch (found) {
            case LINE -> line(queue.take());
            case TOO_LONG -> tooLong();
            case BARE_LF, BARE_CR, NUL -> refuseAndClose(GateReply.of(found));
            case NOTHING -> {
                return false;
            }
        }
        return true;
    }

    private void tooLong() {
        if (phase == Phase.COMMAND) {
            send(GateReply.COMMAND_TOO_LONG.octets());
        } else {
            phase = Phase.REFUSED_TEXT;
            message.forget();
        }
    }

    private void line(ByteBuf line) {
        if (phase == Phase.COMMAND) {
            commands.command(line, session);
        } else {
            message.line(line, phase == Phase.REFUSED_TEXT);
        }
    }

    /** What the client's next octets are. */
    void phase(Phase next) {
        phase = next;
    }

    /** The next line is a command. */
    void endOfText() {
        phase = Phase.COMMAND;
        commands.verb("");
    }

    MessageText message() {
        return message;
    }

    /** James is asked for the message as if it came by DATA. */
    void askForData() {
        commands.verb("data");
        handOn(Unpooled.copiedBuffer("DATA\r\n", US_ASCII));
    }

    /** James gives up the message that it is collecting, and the envelope with it; then something here. */
    void giveUp(Runnable then) {
        turn().whenJamesIsDone(
                        () -> {
                            if (session != null && ctx().channel().isActive()) {
                                session.popLineHandler();
                                session.resetState();
                            }
                        },
                        then);
    }

    /** Whether octets wait behind the line that is being worked on. */
    boolean hasMore() {
        return !queue.isEmpty();
    }

    LookAheads lookAheads() {
        return lookAheads;
    }

    void handOn(ByteBuf line) {
        textWanted = false;
        ctx().fireChannelRead(line);
        turn().whenJamesIsDone(() -> {}, this::answered);
    }

    /** James is done with a command, and has written what it has to say. */
    private void answered() {
        if (chunking.isBeginning()) {
            phase = chunking.begun(textWanted) ? Phase.CHUNK : Phase.SKIPPED_CHUNK;
        } else if (textWanted) {
            phase = Phase.TEXT;
        }
        if (textWanted) {
            message.begin(lookAheads, session);
        }
        commands.answered();
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the promise tells the same
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf octets && commands.verb().equals("data") && TextLine.asksForText(octets)) {
            textWanted = true;
            if (chunking.isBeginning()) {
                octets.release();
                promise.setSuccess();
                return;
            }
        }
        outlet.write(ctx, message, promise);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        outlet.wantFlush();
        settle();
    }

    boolean isTls() {
        return ctx().pipeline().get(SslHandler.class) != null;
    }

    void read(boolean wanted) {
        if (reading != wanted) {
            reading = wanted;
            ctx().channel().config().setAutoRead(wanted);
        }
    }

    void refuseAndClose(GateReply reply) {
        LOGGER.info("connection from {} closed: {}", ctx().channel().remoteAddress(), reply.text());
        close();
        Farewell.say(ctx(), reply.octets());
    }

    void send(ByteBuf reply) {
        outlet.write(ctx(), reply, ctx().newPromise());
        flush(ctx());
    }

    ChannelHandlerContext ctx() {
        return Objects.requireNonNull(context, "not in a pipeline");
    }

    Turn turn() {
        return Objects.requireNonNull(turn, "not in a pipeline");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.postern.envelope.MailCommand;
import io.postern.value.Ascii;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
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
final class Gate extends ChannelDuplexHandler implements GatedConnection {
    static final String NAME = "postern-gate";
    /** RFC 4954 §4: the longest line of a command, an AUTH response with its CRLF. */
    static final int MAX_COMMAND_LINE = 12_288;
    /** RFC 5321 §4.5.3.1.6 asks for 1000 octets at least, and to take more where one can. */
    static final int MAX_TEXT_LINE = 65_536;
    /** Octets that may wait while a line is held; the network waits with the rest. */
    static final int MAX_WAITING = 65_536;

    private static final Logger LOGGER = LoggerFactory.getLogger(Gate.class);
    private static final String JAMES_FRAMER = "framer";
    private static final String JAMES_PROXY = "proxyHandler";
    private static final AttributeKey<Object> JAMES_SESSION = AttributeKey.valueOf("session");
    private static final int REPLY_CODE = 3;

    private enum Phase {
        /** James's connect handlers are not done. */
        CONNECT,
        /** Lines are commands. */
        COMMAND,
        /** Lines are those of a message, which James collects. */
        TEXT,
        /** Lines are those of a message that is already refused. */
        REFUSED_TEXT,
        /** Nothing is read any more. */
        CLOSED
    }

    private final FirstFlight firstFlight;
    private final LineEnds textLineEnds;
    private final LineQueue queue = new LineQueue();
    private @Nullable ChannelHandlerContext context;
    private @Nullable JamesThread james;
    private @Nullable SMTPSession session;
    private LookAheads lookAheads = LookAheads.NONE;
    private Phase phase = Phase.CONNECT;
    /** Of the last command, in lower case. */
    private String verb = "";
    /** Whether something must come back before the next line may go on. */
    private boolean waiting;
    /** The line that waits for a look-ahead. */
    private @Nullable ByteBuf held;
    /** Whether lines are being handed on further up the stack. */
    private boolean advancing;
    /** Whether STARTTLS is with James. */
    private boolean startTls;
    /** Whether James has asked for the message. */
    private boolean textWanted;
    /** Octets of the message that James may still have to work on. */
    private int handedOn;

    private @Nullable WatchedText watched;
    private boolean reading = true;

    /**
     * A gate for one connection.
     *
     * @param unread octets of a connection that this host has received and nobody has read
     * @param textLineEnds which octets the lines of a message may hold
     */
    Gate(ToIntFunction<ChannelHandlerContext> unread, LineEnds textLineEnds) {
        this.firstFlight = new FirstFlight(unread);
        this.textLineEnds = textLineEnds;
    }

    @Override
    public boolean hadEarlyOctets() {
        return firstFlight.isEarly();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        james = new JamesThread(ctx);
    }

    /** Takes the place of James's framer, and of the thread that it runs on. */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the end
    public void channelRegistered(ChannelHandlerContext ctx) {
        ChannelPipeline pipeline = ctx.pipeline();
        if (pipeline.get(JAMES_FRAMER) == null || pipeline.get(JamesThread.CORE_HANDLER) == null) {
            LOGGER.error("this James arranges a connection otherwise {}: gate=off is needed", pipeline.names());
            ctx.close(ctx.newPromise());
            return;
        }
        if (pipeline.get(JAMES_PROXY) != null) {
            firstFlight.throughProxy();
        }
        pipeline.remove(JAMES_FRAMER);
        pipeline.addAfter(NAME, JAMES_FRAMER, new ChannelInboundHandlerAdapter());
        ctx.fireChannelRegistered();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.fireChannelActive();
        whenJamesIsDone(() -> {}, this::connected);
    }

    private void connected() {
        if (ctx().channel().attr(JAMES_SESSION).get() instanceof SMTPSession begun) {
            session = begun;
            lookAheads = LookAheads.of(begun);
            GatedConnection.attach(begun, this);
        }
        phase = Phase.COMMAND;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf octets)) {
            ctx.fireChannelRead(message); // a PROXY header
        } else if (phase == Phase.CLOSED) {
            octets.release();
        } else {
            queue.add(ctx.alloc(), octets);
            if (startTls && !isTls()) {
                refuseAndClose(GateReply.NOT_SYNCHRONIZED);
            } else {
                advance();
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        queue.compact();
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
        watched = null;
        if (held != null) {
            held.release();
            held = null;
        }
    }

    /** Hands on what may go on. */
    private void advance() {
        if (advancing) {
            return;
        }
        advancing = true;
        try {
            while (mayHandOn()) {
                LineQueue.Head found = phase == Phase.COMMAND
                        ? queue.head(MAX_COMMAND_LINE, LineEnds.REFUSE)
                        : queue.head(MAX_TEXT_LINE, textLineEnds);
                if (found == LineQueue.Head.NOTHING) {
                    break;
                }
                step(found);
            }
        } finally {
            advancing = false;
        }
        read(!startTls && (mayHandOn() || queue.size() <= MAX_WAITING));
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
        return !waiting
                && phase != Phase.CONNECT
                && phase != Phase.CLOSED
                && ctx().channel().isWritable();
    }

    private void step(LineQueue.Head found) {
        switch (found) {
            case LINE -> line(queue.take());
            case TOO_LONG -> tooLong();
            case BARE_LF -> refuseAndClose(GateReply.BARE_LF);
            case BARE_CR -> refuseAndClose(GateReply.BARE_CR);
            case NUL -> refuseAndClose(GateReply.NUL);
            case NOTHING -> throw new IllegalStateException("no line");
        }
    }

    private void tooLong() {
        if (phase == Phase.COMMAND) {
            send(GateReply.COMMAND_TOO_LONG, ctx().newPromise());
        } else {
            phase = Phase.REFUSED_TEXT;
            watched = null;
        }
    }

    private void line(ByteBuf line) {
        if (phase == Phase.COMMAND) {
            command(line);
        } else if (TextLine.isEnd(line)) {
            endOfText(line);
        } else if (phase == Phase.REFUSED_TEXT) {
            line.release();
        } else {
            text(line);
        }
    }

    private void command(ByteBuf line) {
        String text = line.toString(UTF_8).trim();
        int space = text.indexOf(' ');
        verb = Ascii.toLowerCase(space < 0 ? text : text.substring(0, space));
        if (verb.equals("starttls") && !isTls()) {
            if (!queue.isEmpty()) {
                line.release();
                refuseAndClose(GateReply.NOT_SYNCHRONIZED);
                return;
            }
            startTls = true;
            read(false);
        }
        hold(line, lookAhead(text));
    }

    private CompletionStage<?> lookAhead(String command) {
        SMTPSession current = session;
        if (current == null) {
            return LookAhead.NOTHING;
        }
        if (verb.equals("mail")) {
            return MailCommand.parse(command)
                    .fold(mail -> lookAheads.beforeMail(current, mail.path()), malformed -> LookAhead.NOTHING);
        }
        return verb.equals("rcpt") ? lookAheads.beforeRcpt(current) : LookAhead.NOTHING;
    }

    private void text(ByteBuf line) {
        WatchedText current = watched;
        boolean headComplete = current != null && current.line(line);
        handedOn += line.readableBytes();
        ctx().fireChannelRead(line);
        if (current != null && headComplete) {
            // a look-ahead uses the session, which is one thread's at a time
            whenJamesIsDone(() -> {}, current::showHead);
        } else if (handedOn > MAX_WAITING) {
            whenJamesIsDone(() -> {}, () -> handedOn = 0);
        }
    }

    private void endOfText(ByteBuf line) {
        boolean refused = phase == Phase.REFUSED_TEXT;
        phase = Phase.COMMAND;
        verb = "";
        if (refused) {
            line.release();
            whenJamesIsDone(this::forgetTransaction, () -> send(GateReply.TEXT_TOO_LONG, ctx().newPromise()));
            return;
        }
        held = line;
        whenJamesIsDone(() -> {}, this::lookAheadAtEnd);
    }

    private void lookAheadAtEnd() {
        ByteBuf line = Objects.requireNonNull(held, "the last line");
        SMTPSession current = session;
        held = null;
        if (watched != null) {
            watched.showHead();
            watched = null;
        }
        hold(line, current == null ? LookAhead.NOTHING : lookAheads.beforeEndOfData(current));
    }

    /** James gives up the message that it was collecting, and the envelope with it. */
    private void forgetTransaction() {
        if (session != null && ctx().channel().isActive()) {
            session.popLineHandler();
            session.resetState();
        }
    }

    /** Hands the line on once the stage is complete. */
    private void hold(ByteBuf line, CompletionStage<?> until) {
        if (until.toCompletableFuture().isDone()) {
            handOn(line);
            return;
        }
        waiting = true;
        held = line;
        until.whenComplete((done, failure) -> james().here(() -> {
            if (failure != null) {
                LOGGER.error("a look-ahead failed", failure);
            }
            release();
        }));
    }

    private void release() {
        ByteBuf line = held;
        if (line != null) {
            held = null;
            handOn(line);
        }
    }

    private void handOn(ByteBuf line) {
        textWanted = false;
        ctx().fireChannelRead(line);
        whenJamesIsDone(() -> {}, this::answered);
    }

    /** James is done with a command, and has written what it has to say. */
    private void answered() {
        if (textWanted) {
            phase = Phase.TEXT;
            watched = session != null && lookAheads.wantHead(session) ? new WatchedText(lookAheads, session) : null;
        }
        // James's TLS handler, if there is to be one, stands in the pipeline by now
        startTls = false;
    }

    /** When James has worked on all that it was handed: something there, then something here, then the next line. */
    private void whenJamesIsDone(Runnable there, Runnable here) {
        waiting = true;
        james().run(there, () -> {
            if (phase == Phase.CLOSED) {
                return;
            }
            waiting = false;
            here.run();
            if (!advancing) {
                advance();
                // or the idle timer would believe that a read is going on, and never end it
                ctx().fireChannelReadComplete();
            }
        });
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the promise tells the same
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf octets) {
            firstFlight.writing(octets);
            textWanted |= verb.equals("data") && asksForText(octets);
        }
        ctx.write(message, promise);
    }

    /** RFC 5321 §4.3.2: 354 is the reply to DATA that makes the following lines a message. */
    private static boolean asksForText(ByteBuf reply) {
        return reply.readableBytes() > REPLY_CODE
                && reply.toString(reply.readerIndex(), REPLY_CODE, US_ASCII).equals("354");
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        firstFlight.flushing(ctx, !queue.isEmpty(), isTls());
        ctx.flush();
    }

    private boolean isTls() {
        return ctx().pipeline().get(SslHandler.class) != null;
    }

    private void read(boolean wanted) {
        if (reading != wanted) {
            reading = wanted;
            ctx().channel().config().setAutoRead(wanted);
        }
    }

    private void refuseAndClose(GateReply reply) {
        LOGGER.info("connection from {} closed: {}", ctx().channel().remoteAddress(), reply.text());
        close();
        Farewell.say(ctx(), reply);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the promise tells the same
    private void send(GateReply reply, ChannelPromise written) {
        ctx().writeAndFlush(reply.octets(), written);
    }

    private ChannelHandlerContext ctx() {
        return Objects.requireNonNull(context, "not in a pipeline");
    }

    private JamesThread james() {
        return Objects.requireNonNull(james, "not in a pipeline");
    }
}

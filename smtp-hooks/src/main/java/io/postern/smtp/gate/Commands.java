// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.postern.value.Ascii;
import org.apache.james.protocols.smtp.SMTPSession;
import org.jspecify.annotations.Nullable;

/** What the gate makes of a command before James does. */
final class Commands {
    private final Gate gate;
    private final FirstFlight firstFlight;
    private final Chunking chunking;
    /** Of the last command, in lower case. */
    private String verb = "";
    /** Whether no command has come yet. */
    private boolean first = true;
    /** Whether STARTTLS is with James. */
    private boolean startTls;

    private volatile boolean sentAhead;

    Commands(Gate gate, FirstFlight firstFlight, Chunking chunking) {
        this.gate = gate;
        this.firstFlight = firstFlight;
        this.chunking = chunking;
    }

    String verb() {
        return verb;
    }

    void verb(String current) {
        verb = current;
    }

    boolean isStartTls() {
        return startTls;
    }

    /** Whether a command came before the one before it was worked on; from any thread. */
    boolean wereSentAhead() {
        return sentAhead;
    }

    /** James is done with the command. */
    void answered() {
        // James's TLS handler, if there is to be one, stands in the pipeline by now
        startTls = false;
    }

    void command(ByteBuf line, @Nullable SMTPSession session) {
        String text = line.toString(UTF_8).trim();
        int space = text.indexOf(' ');
        verb = Ascii.toLowerCase(space < 0 ? text : text.substring(0, space));
        sentAhead |= gate.hasMore() && !verb.equals("bdat");
        if (session == null) {
            toJames(line, LookAheads.NONE, text, null);
        } else if (!mayBegin(session)) {
            line.release();
            gate.refuseAndClose(GateReply.TOO_EARLY);
        } else if (verb.equals("bdat") && Permission.CHUNKS.isGiven(session)) {
            line.release();
            Chunk.parse(text)
                    .ok()
                    .ifPresentOrElse(
                            chunk -> chunking.begin(chunk, session), () -> gate.refuseAndClose(GateReply.BAD_CHUNK));
        } else if (chunking.isUnderWay()) {
            chunking.between(verb, line);
        } else {
            toJames(line, gate.lookAheads(), text, session);
        }
    }

    /** Known of a client that has not waited for the banner before the first of its commands is worked on. */
    private boolean mayBegin(SMTPSession session) {
        boolean asked = first && firstFlight.isEarly();
        first = false;
        return !asked || Permission.EARLY_OCTETS.isGiven(session);
    }

    private void toJames(ByteBuf line, LookAheads lookAheads, String text, @Nullable SMTPSession session) {
        if (verb.equals("starttls") && !gate.isTls()) {
            if (gate.hasMore()) {
                line.release();
                gate.refuseAndClose(GateReply.NOT_SYNCHRONIZED);
                return;
            }
            startTls = true;
            gate.read(false);
        }
        gate.turn().hold(line, session == null ? LookAhead.NOTHING : lookAheads.before(session, verb, text));
    }
}

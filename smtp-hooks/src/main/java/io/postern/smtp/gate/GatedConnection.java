// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import java.util.Optional;
import org.apache.james.protocols.api.ProtocolSession.AttachmentKey;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.smtp.SMTPSession;

/** What the gate knows of the connection that a session runs on. */
public interface GatedConnection {
    /**
     * Whether octets of the client had reached this host before the banner was written: the client did not wait for it
     * (RFC 5321 §3.1: it must, unless it knows better). The banner of a connection through a proxy waits for the PROXY
     * header, that of a connection that begins with TLS for the handshake.
     */
    boolean hadEarlyOctets();

    /** Whether a command came before the reply to the one before had been written (RFC 2920 §3.1). */
    boolean usedPipelining();

    /** The connection of a session; empty when it does not go through a gate. */
    static Optional<GatedConnection> of(SMTPSession session) {
        return session.getAttachment(AttachmentKey.of("postern.gate", GatedConnection.class), State.Connection);
    }

    /** Makes a connection known to its session. */
    static void attach(SMTPSession session, GatedConnection connection) {
        session.setAttachment(AttachmentKey.of("postern.gate", GatedConnection.class), connection, State.Connection);
    }
}

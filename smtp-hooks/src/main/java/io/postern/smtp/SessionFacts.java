// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.envelope.Helo;
import io.postern.value.IpAddress;
import io.postern.value.IpNetwork;
import java.time.Instant;
import java.util.List;
import org.apache.james.protocols.api.ProtocolSession.AttachmentKey;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.smtp.SMTPSession;

/**
 * What is known of a connection from its first moment on.
 *
 * @param connectedAt when James accepted it
 */
public record SessionFacts(Instant connectedAt) {
    private static final AttachmentKey<SessionFacts> KEY = AttachmentKey.of("postern.session", SessionFacts.class);

    private static final AttachmentKey<Boolean> TLS_WAIVED = AttachmentKey.of("postern.tlsWaived", Boolean.class);

    void attach(SMTPSession session) {
        session.setAttachment(KEY, this, State.Connection);
    }

    static SessionFacts of(SMTPSession session) {
        return session.getAttachment(KEY, State.Connection)
                .orElseThrow(
                        () -> new IllegalStateException("io.postern.smtp.SessionHandler did not see this connection"));
    }

    /** The client's address, which is final from the first command on: a PROXY header has been read by then. */
    static IpAddress client(SMTPSession session) {
        return IpAddress.from(session.getRemoteAddress().getAddress()).unmapped();
    }

    static boolean isClientIn(List<IpNetwork> networks, SMTPSession session) {
        IpAddress client = client(session);
        return networks.stream().anyMatch(network -> network.contains(client));
    }

    /** The argument of the last HELO or EHLO; empty when there was none. */
    static Helo helo(SMTPSession session) {
        return Helo.of(session.getAttachment(SMTPSession.CURRENT_HELO_NAME, State.Connection)
                .orElse(""));
    }

    /** RFC 5321 §4.1.4: MAIL comes after EHLO, and not within a transaction; James refuses it otherwise. */
    static boolean mayBeginTransaction(SMTPSession session) {
        boolean greeted = session.getAttachment(SMTPSession.CURRENT_HELO_MODE, State.Connection)
                .isPresent();
        return (greeted || !session.getConfiguration().useHeloEhloEnforcement())
                && session.getAttachment(SMTPSession.SENDER, State.Transaction).isEmpty();
    }

    static boolean isAuthenticated(SMTPSession session) {
        return session.getUsername() != null;
    }

    /** RFC 3848 §1: the session's protocol, as it would be called in clear. */
    static String protocol(SMTPSession session) {
        boolean extended = session.getAttachment(SMTPSession.CURRENT_HELO_MODE, State.Connection)
                .filter("EHLO"::equals)
                .isPresent();
        return (extended ? "ESMTP" : "SMTP") + (extended && isAuthenticated(session) ? "A" : "");
    }

    /** Whether the message of this transaction says {@code TLS-Required: No}. */
    static void noteTlsWaived(SMTPSession session, boolean waived) {
        session.setAttachment(TLS_WAIVED, waived, State.Transaction);
    }

    static boolean isTlsWaived(SMTPSession session) {
        return session.getAttachment(TLS_WAIVED, State.Transaction).orElse(false);
    }
}

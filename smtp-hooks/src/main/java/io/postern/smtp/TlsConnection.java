// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.value.Ascii;
import java.util.Optional;
import org.apache.james.protocols.smtp.SMTPSession;

/**
 * What protects a session.
 *
 * @param version such as {@code TLSv1.3}
 * @param cipher such as {@code TLS_AES_256_GCM_SHA384}
 */
record TlsConnection(String version, String cipher) {
    // longer than any that is registered
    private static final int MAX_NAME = 80;

    /** Of a session after its handshake; empty in clear. */
    static Optional<TlsConnection> of(SMTPSession session) {
        return session.getSSLSession()
                .map(tls -> new TlsConnection(
                        Ascii.printable(tls.getProtocol(), MAX_NAME), Ascii.printable(tls.getCipherSuite(), MAX_NAME)));
    }
}

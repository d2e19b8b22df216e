// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.apache.james.protocols.api.ProtocolSession;
import org.apache.james.protocols.api.ProtocolTransport;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.handler.LineHandler;

/** A connection from and to loopback addresses that carries nothing and could begin TLS. */
final class NoNetwork implements ProtocolTransport {
    private final InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 25);

    @Override
    public InetSocketAddress getRemoteAddress() {
        return address;
    }

    @Override
    public InetSocketAddress getLocalAddress() {
        return address;
    }

    @Override
    public String getId() {
        return "session-1";
    }

    @Override
    public boolean isTLSStarted() {
        return false;
    }

    @Override
    public boolean isStartTLSSupported() {
        return true;
    }

    @Override
    public Optional<SSLSession> getSSLSession() {
        return Optional.empty();
    }

    @Override
    public boolean isProxyRequired() {
        return false;
    }

    @Override
    public void writeResponse(Response response, ProtocolSession session) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void popLineHandler() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void pushLineHandler(LineHandler<? extends ProtocolSession> handler, ProtocolSession session) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setReadable(boolean readable) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isReadable() {
        return true;
    }
}

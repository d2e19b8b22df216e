// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A client that says what a test tells it to, and shows each reply. Text is octets, one char each. */
final class Smtp implements AutoCloseable {
    private static final int HANG_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private Smtp(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /** Connects from a loopback address, as 127.0.0.9 for {@code (127, 0, 0, 9)}, and reads the banner. */
    static Smtp connect(int port, String from) throws IOException {
        Smtp smtp = silent(port, from);
        assertThat(smtp.reply()).startsWith("220");
        return smtp;
    }

    /** Connects and does not wait for the banner. */
    static Smtp silent(int port) throws IOException {
        return silent(port, "127.0.0.1");
    }

    /** The same from a loopback address. */
    static Smtp silent(int port, String from) throws IOException {
        return silent(new Socket(), port, from);
    }

    /** Connects a socket, and does not wait for the banner. */
    static Smtp silent(Socket socket, int port, String from) throws IOException {
        socket.setSoTimeout(HANG_MILLIS);
        String[] parts = from.split("\\.", -1);
        byte[] address = new byte[4];
        for (int i = 0; i < 4; i++) {
            address[i] = (byte) Integer.parseInt(parts[i]);
        }
        socket.bind(new InetSocketAddress(InetAddress.getByAddress(address), 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), HANG_MILLIS);
        return new Smtp(socket);
    }

    static Smtp connect(int port) throws IOException {
        return connect(port, "127.0.0.1");
    }

    /** Sends a line and gives the whole reply, lines joined by LF; empty when the server closed. */
    String say(String line) throws IOException {
        send(line + "\r\n");
        return reply();
    }

    Smtp ok(String line) throws IOException {
        assertThat(say(line)).as(line).matches("(?s)[23].*");
        return this;
    }

    /** Begins TLS; what was sent before it stays as it is. */
    Smtp startTls() throws IOException, GeneralSecurityException {
        assertThat(say("STARTTLS")).startsWith("220");
        return handshake();
    }

    /** Begins TLS when the server has said that it is ready. Its certificate is not looked at. */
    Smtp handshake() throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new AnyCertificate()}, null);
        String host = socket.getInetAddress().getHostAddress();
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, host, socket.getPort(), true);
        tls.startHandshake();
        return new Smtp(tls);
    }

    private static final class AnyCertificate extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    Smtp login(String user, String password) throws IOException {
        String plain = "\0" + user + "\0" + password;
        return ok("AUTH PLAIN " + Base64.getEncoder().encodeToString(plain.getBytes(ISO_8859_1)));
    }

    /** The lines of a message, dot-stuffed, and the final dot. */
    String data(String message) throws IOException {
        assertThat(say("DATA")).startsWith("354");
        send(message.replace("\r\n.", "\r\n..") + (message.endsWith("\r\n") ? "" : "\r\n") + ".\r\n");
        return reply();
    }

    void send(String octets) throws IOException {
        out.write(octets.getBytes(ISO_8859_1));
        out.flush();
    }

    /** Sends, and gives the codes of all replies that come before the server closes, politely or not. */
    List<String> codesToTheEnd(String octets) {
        List<String> codes = new ArrayList<>();
        try {
            send(octets);
            for (String reply = reply(); !reply.isEmpty(); reply = reply()) {
                codes.add(reply.substring(0, Math.min(3, reply.length())));
            }
        } catch (SocketException e) {
            codes.add("reset");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return codes;
    }

    String reply() throws IOException {
        StringBuilder reply = new StringBuilder();
        while (true) {
            String line = line();
            reply.append(reply.isEmpty() ? "" : "\n").append(line);
            if (line.length() < 4 || line.charAt(3) != '-') {
                return reply.toString();
            }
        }
    }

    /** Whether octets have come that nobody has read. */
    boolean hasReply() throws IOException {
        return in.available() > 0;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            if (octet == '\n') {
                break;
            }
            if (octet != '\r') {
                line.write(octet);
            }
        }
        return line.toString(ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

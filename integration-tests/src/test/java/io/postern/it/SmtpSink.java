// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A next hop with 8BITMIME that takes every message, and refuses recipients whose address begins with {@code refused}.
 * One connection after the other.
 */
final class SmtpSink implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final List<IOException> failures = new CopyOnWriteArrayList<>();

    SmtpSink() throws IOException {
        Thread thread = new Thread(this::serve, "smtp-sink");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    /** The octets of a message with this text, one char each, dots taken off, when it has come. */
    String received(String text) {
        return JamesUnderTest.eventually(
                "mail at the next hop with " + text + " " + failures,
                () -> messages.stream()
                        .filter(message -> message.contains(text))
                        .findFirst());
    }

    /** All that have come. */
    List<String> messages() {
        return List.copyOf(messages);
    }

    /** As many as are waited for, which are then forgotten. */
    List<String> take(int count) {
        List<String> taken = JamesUnderTest.eventually(
                count + " mails at the next hop " + failures,
                () -> messages.size() < count ? Optional.empty() : Optional.of(List.copyOf(messages)));
        messages.clear();
        return taken;
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                talk(client);
            } catch (IOException e) {
                failures.add(e);
            }
        }
    }

    private void talk(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        say(client, "220 sink");
        for (Optional<String> line = line(in); line.isPresent(); line = line(in)) {
            String command = line.get();
            if (command.startsWith("EHLO")) {
                say(client, "250-sink\r\n250 8BITMIME");
            } else if (command.startsWith("DATA")) {
                say(client, "354 go on");
                Optional<String> message = data(in);
                if (message.isEmpty()) {
                    return;
                }
                messages.add(message.get());
                say(client, "250 taken");
            } else {
                say(client, command.startsWith("RCPT TO:<refused") ? "550 5.1.1 nobody" : "250 yes");
            }
        }
    }

    private static void say(Socket client, String reply) throws IOException {
        client.getOutputStream().write((reply + "\r\n").getBytes(ISO_8859_1));
    }

    /** Empty if the client goes away before its message is over: it has not been taken then. */
    private static Optional<String> data(InputStream in) throws IOException {
        StringBuilder data = new StringBuilder();
        for (Optional<String> line = line(in); line.isPresent(); line = line(in)) {
            String text = line.get();
            if (text.equals(".")) {
                return Optional.of(data.toString());
            }
            data.append(text.startsWith(".") ? text.substring(1) : text).append("\r\n");
        }
        return Optional.empty();
    }

    /** Without its CRLF; empty at the end. */
    private static Optional<String> line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            if (octet == '\n') {
                String text = line.toString(ISO_8859_1);
                return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
            }
            line.write(octet);
        }
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

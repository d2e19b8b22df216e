// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A mail server on the loopback address that takes everything and shows it. */
final class MailSink implements AutoCloseable {
    private static final int HANG_SECONDS = 60;

    /**
     * One message that came.
     *
     * @param mail the line of MAIL
     * @param recipients the lines of RCPT
     * @param octets of the message, dots taken off, one char each
     */
    record Received(String mail, List<String> recipients, String octets) {}

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

    MailSink() throws IOException {
        Thread thread = new Thread(this::serve, "sink");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    /** The next message. */
    Received next() throws InterruptedException {
        Received next = received.poll(HANG_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no message came");
        }
        return next;
    }

    boolean isEmpty() {
        return received.isEmpty();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                talk(client);
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void talk(Socket client) throws IOException {
        InputStream in = new BufferedInputStream(client.getInputStream(), 64 * 1024);
        say(client, "220 sink");
        String mail = "";
        List<String> recipients = new ArrayList<>();
        for (String line = line(in); line != null; line = line(in)) {
            if (line.startsWith("EHLO")) {
                say(client, "250-sink\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 DSN");
            } else if (line.equals("DATA")) {
                say(client, "354 go on");
                received.add(new Received(mail, List.copyOf(recipients), data(in)));
                say(client, "250 taken");
            } else {
                if (line.startsWith("MAIL")) {
                    mail = line;
                    recipients.clear();
                } else if (line.startsWith("RCPT")) {
                    recipients.add(line);
                }
                say(client, "250 yes");
            }
        }
    }

    private static void say(Socket client, String reply) throws IOException {
        client.getOutputStream().write((reply + "\r\n").getBytes(ISO_8859_1));
    }

    private static String data(InputStream in) throws IOException {
        StringBuilder data = new StringBuilder();
        for (String line = line(in); line != null && !line.equals("."); line = line(in)) {
            data.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
        }
        return data.toString();
    }

    /** Without its CRLF; a bare CR or LF is part of it. */
    private static @Nullable String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int previous = 0;
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            if (octet == '\n' && previous == '\r') {
                String text = line.toString(ISO_8859_1);
                return text.substring(0, text.length() - 1);
            }
            line.write(octet);
            previous = octet;
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

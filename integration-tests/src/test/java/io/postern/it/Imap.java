// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Just enough IMAP to read messages, octet for octet. */
final class Imap implements AutoCloseable {
    private static final Pattern LITERAL = Pattern.compile(".*BODY\\[] \\{(\\d+)}");
    private static final Pattern EXISTS = Pattern.compile("\\* (\\d+) EXISTS");

    private final Socket socket;
    private final InputStream in;

    private Imap(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    static Imap login(int port, String user, String password) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(60_000);
        Imap imap = new Imap(socket);
        imap.line();
        imap.command("LOGIN " + user + " " + password);
        return imap;
    }

    /** The newest messages of INBOX, at most so many, the newest first. */
    List<byte[]> newest(int count) throws IOException {
        int exists = select();
        if (exists == 0) {
            return List.of();
        }
        send("FETCH " + Math.max(1, exists - count + 1) + ":" + exists + " BODY.PEEK[]");
        List<byte[]> messages = new ArrayList<>();
        for (String line = line(); !line.startsWith("a "); line = line()) {
            Matcher literal = LITERAL.matcher(line);
            if (literal.matches()) {
                messages.add(in.readNBytes(Integer.parseInt(literal.group(1))));
            } else if (line.isEmpty()) {
                throw new IOException("connection closed after FETCH");
            }
        }
        Collections.reverse(messages);
        return messages;
    }

    /** How many messages INBOX has. */
    private int select() throws IOException {
        send("SELECT INBOX");
        int exists = 0;
        for (String line = line(); !line.startsWith("a "); line = line()) {
            Matcher count = EXISTS.matcher(line);
            if (count.matches()) {
                exists = Integer.parseInt(count.group(1));
            } else if (line.isEmpty()) {
                throw new IOException("connection closed after SELECT");
            }
        }
        return exists;
    }

    private void command(String command) throws IOException {
        send(command);
        for (String line = line(); !line.startsWith("a "); line = line()) {
            if (line.isEmpty()) {
                throw new IOException("connection closed after " + command);
            }
        }
    }

    private void send(String command) throws IOException {
        socket.getOutputStream().write(("a " + command + "\r\n").getBytes(ISO_8859_1));
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
            line.write(octet);
        }
        return line.toString(ISO_8859_1).replace("\r", "");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

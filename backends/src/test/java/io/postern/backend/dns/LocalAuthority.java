// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.dns;

import io.postern.dns.Cassette;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** A DNS server of this process: UDP and TCP on one port of 127.0.0.1, until it is closed. */
public final class LocalAuthority implements AutoCloseable {
    /** How a query came. */
    public enum Transport {
        UDP,
        TCP
    }

    /** What a server says: any octets, none (silence) or several packets. */
    @FunctionalInterface
    public interface Script {
        List<byte[]> answers(Message query, Transport transport);
    }

    private final Script script;
    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final List<String> queries = new CopyOnWriteArrayList<>();

    private LocalAuthority(Script script) throws IOException {
        this.script = script;
        this.tcp = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.udp = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp.getLocalPort()));
    }

    /** Answers as the cassette says: a recursive server, without DNSSEC. */
    public static LocalAuthority serving(Cassette zone) {
        return playing(new CassetteScript(zone));
    }

    public static LocalAuthority playing(Script script) {
        try {
            LocalAuthority authority = new LocalAuthority(script);
            daemon(authority::serveUdp);
            daemon(authority::serveTcp);
            return authority;
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(tcp.getInetAddress(), tcp.getLocalPort());
    }

    /** Settings that ask this server only. */
    public DnsSettings settings() {
        return DnsSettings.to(List.of(address()));
    }

    /** Every query so far: {@code "example.com. TXT UDP"}. */
    public List<String> queries() {
        return queries;
    }

    @Override
    public void close() {
        udp.close();
        try {
            tcp.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serveUdp() {
        byte[] buffer = new byte[65535];
        while (!udp.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                Message query = new Message(Arrays.copyOf(buffer, packet.getLength()));
                for (byte[] answer : answers(query, Transport.UDP)) {
                    udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException closedOrNoQuery) {
                // the loop's condition tells which
            }
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try {
                Socket connection = tcp.accept();
                daemon(() -> serve(connection));
            } catch (IOException closed) {
                // the loop's condition tells
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            DataInputStream in = new DataInputStream(connection.getInputStream());
            DataOutputStream out = new DataOutputStream(connection.getOutputStream());
            while (!tcp.isClosed()) {
                Message query = new Message(in.readNBytes(in.readUnsignedShort()));
                for (byte[] answer : answers(query, Transport.TCP)) {
                    out.writeShort(answer.length);
                    out.write(answer);
                }
                out.flush();
            }
        } catch (IOException hungUp) {
            // the client has all it wanted
        }
    }

    private List<byte[]> answers(Message query, Transport transport) {
        Record question = query.getQuestion();
        queries.add(question.getName() + " " + Type.string(question.getType()) + " " + transport);
        return script.answers(query, transport);
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "local authority");
        thread.setDaemon(true);
        thread.start();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A network of some length before a server on the loopback address: what either side sends reaches the other half a
 * round trip later, in order. The client's connection is accepted at once.
 *
 * <p>It counts flights: what one side sends is one flight later than the latest that had reached it by then. That is
 * how often the direction had to change, whatever crosses on the way.
 */
final class DelayProxy implements AutoCloseable {
    static final int ROUND_TRIP_MILLIS = 100;

    private static final long ONE_WAY_NANOS = TimeUnit.MILLISECONDS.toNanos(ROUND_TRIP_MILLIS) / 2;
    private static final int HANG_SECONDS = 60;

    /** When the server has the connection. */
    enum Opening {
        /** When the client has it. */
        AT_ONCE,
        /** Half a round trip after the client, by the packet that ends the handshake of TCP. */
        BY_THE_CLIENTS_PACKET
    }

    /** Octets on their way, one char each; none are the end. */
    private record Packet(String octets, long due, int flight) {}

    /** The client or the server of a connection, as one that has received flights. */
    private static final class Side {
        private int reached;
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final BlockingQueue<Connection> connections = new LinkedBlockingQueue<>();
    private final int server;
    private final Opening opening;

    DelayProxy(int server, Opening opening) throws IOException {
        this.server = server;
        this.opening = opening;
        run(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The next connection that nobody has asked for. */
    Connection connection() throws InterruptedException {
        Connection next = connections.poll(HANG_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new IllegalStateException("no connection");
        }
        return next;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (opening == Opening.BY_THE_CLIENTS_PACKET) {
                    run(() -> open(client, System.nanoTime() + ONE_WAY_NANOS));
                } else {
                    open(client, System.nanoTime());
                }
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private void open(Socket client, long due) {
        Connection connection = new Connection(client);
        connections.add(connection);
        sleepUntil(due);
        try {
            connection.join(new Socket(InetAddress.getLoopbackAddress(), server));
        } catch (IOException e) {
            throw new IllegalStateException("the server is not there", e);
        }
    }

    private static void run(Runnable task) {
        Thread thread = new Thread(task, "delay-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private static void sleepUntil(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    /** One connection and what went over it. */
    static final class Connection {
        private final Socket client;
        private final List<String> fromServer = new ArrayList<>();
        private final Side atClient = new Side();
        private final Side atServer = new Side();
        private final Way toServer = new Way(atClient, atServer);
        private final Way toClient = new Way(atServer, atClient);

        private Connection(Socket client) {
            this.client = client;
            toServer.readFrom(client);
        }

        private void join(Socket server) {
            toServer.writeTo(server);
            toClient.readFrom(server);
            toClient.writeTo(client);
        }

        /** Of what has reached the client: one for each two flights. */
        synchronized double roundTrips() {
            return atClient.reached / 2.0;
        }

        /** What the server has sent, in the pieces in which it came; octets, one char each. */
        synchronized List<String> fromServer() {
            return List.copyOf(fromServer);
        }

        private synchronized Packet sent(Side by, String octets) {
            if (by == atServer && !octets.isEmpty()) {
                fromServer.add(octets);
            }
            return new Packet(octets, System.nanoTime() + ONE_WAY_NANOS, by.reached + 1);
        }

        private synchronized void reaches(Side side, int flight) {
            side.reached = Math.max(side.reached, flight);
        }

        /** What is on the way from one side to the other. */
        private final class Way {
            private final BlockingQueue<Packet> packets = new LinkedBlockingQueue<>();
            private final Side from;
            private final Side to;

            Way(Side from, Side to) {
                this.from = from;
                this.to = to;
            }

            void readFrom(Socket socket) {
                run(() -> {
                    byte[] buffer = new byte[65_536];
                    int count;
                    do {
                        count = Math.max(0, read(socket, buffer));
                        packets.add(sent(from, new String(buffer, 0, count, ISO_8859_1)));
                    } while (count > 0);
                });
            }

            private int read(Socket socket, byte[] buffer) {
                try {
                    return socket.getInputStream().read(buffer);
                } catch (SocketException e) {
                    return -1; // reset, or the test has seen enough
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }

            void writeTo(Socket socket) {
                run(() -> {
                    try {
                        OutputStream out = socket.getOutputStream();
                        for (Packet next = packets.take(); !next.octets.isEmpty(); next = packets.take()) {
                            sleepUntil(next.due);
                            reaches(to, next.flight);
                            out.write(next.octets.getBytes(ISO_8859_1));
                        }
                        socket.shutdownOutput();
                    } catch (IOException e) {
                        packets.clear(); // nobody is there any more
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.dns;

import io.postern.dns.RecordType;
import io.postern.testing.Prerequisites;
import io.postern.value.DomainName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** NSD on a free port of 127.0.0.1, until it is closed. */
public final class Nsd implements AutoCloseable {
    private final Process process;
    private final DnsSettings settings;

    private Nsd(Process process, DnsSettings settings) {
        this.process = process;
        this.settings = settings;
    }

    /**
     * Starts it and waits until it answers.
     *
     * @param zones master file by the zone's name, {@code .} for the root
     */
    public static Nsd serving(Path folder, Map<String, String> zones) throws IOException {
        Path program = Prerequisites.program("nsd", "/usr/sbin/nsd");
        int port = freePort();
        StringBuilder configuration = new StringBuilder(server(port, folder));
        int number = 0;
        for (Map.Entry<String, String> zone : zones.entrySet()) {
            String file = "zone" + number++;
            Files.writeString(folder.resolve(file), zone.getValue());
            configuration
                    .append("zone:\n  name: ")
                    .append(zone.getKey())
                    .append("\n  zonefile: ")
                    .append(file)
                    .append('\n');
        }
        Path file = Files.writeString(folder.resolve("nsd.conf"), configuration);
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(program.toString(), "-d", "-c", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        DnsSettings settings = DnsSettings.to(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)))
                .withCache(CacheSettings.DEFAULTS.withMaxEntries(0))
                .withTimeout(Duration.ofSeconds(2));
        Nsd nsd = new Nsd(process, settings);
        nsd.awaitAnswer(zones.keySet().iterator().next(), log);
        return nsd;
    }

    /** For a resolver that asks this server and keeps nothing. */
    public DnsSettings settings() {
        return settings;
    }

    private void awaitAnswer(String zone, Path log) throws IOException {
        DomainName name = DomainName.of(zone.equals(".") ? "any" : zone);
        try (DnsjavaResolver resolver = DnsjavaResolver.of(settings)) {
            for (int attempt = 0; attempt < 200 && process.isAlive(); attempt++) {
                if (resolver.query(name, RecordType.PTR)
                        .toCompletableFuture()
                        .join()
                        .isVoid()) {
                    return;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
        throw new IllegalStateException("nsd does not answer: " + Files.readString(log));
    }

    private static String server(int port, Path folder) {
        return """
                server:
                  ip-address: 127.0.0.1@%d
                  username: ""
                  chroot: ""
                  database: ""
                  zonesdir: "%2$s"
                  pidfile: "%2$s/pid"
                  xfrdfile: "%2$s/xfrd"
                  xfrdir: "%2$s"
                  zonelistfile: "%2$s/zones"
                  logfile: "%2$s/nsd.log"
                  server-count: 1
                  rrl-ratelimit: 0
                remote-control:
                  control-enable: no
                """.formatted(port, folder);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }
}

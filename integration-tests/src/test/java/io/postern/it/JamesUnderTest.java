// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.google.inject.Module;
import com.google.inject.util.Modules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.james.GuiceJamesServer;
import org.apache.james.MemoryJamesConfiguration;
import org.apache.james.MemoryJamesServerMain;
import org.apache.james.filesystem.api.FileSystem;
import org.apache.james.modules.protocols.ImapGuiceProbe;
import org.apache.james.modules.protocols.SmtpGuiceProbe;
import org.apache.james.server.core.configuration.Configuration.ConfigurationPath;
import org.apache.james.utils.DataProbeImpl;
import org.apache.james.utils.WebAdminGuiceProbe;
import org.slf4j.LoggerFactory;

/**
 * One James in this JVM, made from the sample configuration of james-conf with the shipped jar in
 * {@code extensions-jars/}. Ports are free ones. The mailboxes are alice@example.org and bob@example.org, password
 * {@value #PASSWORD}.
 */
final class JamesUnderTest implements AutoCloseable {
    static final String PASSWORD = "secret";

    private static final int MESSAGES_LOOKED_AT = 20;

    private static final Path ROOT =
            Path.of(System.getProperty("postern.root", "..")).toAbsolutePath().normalize();
    private static final Pattern DISPATCHER =
            Pattern.compile("<handler class=\"io.postern.smtp.CommandDispatcher\">.*?</handler>", Pattern.DOTALL);
    private static final Pattern SPF_HOOK =
            Pattern.compile("<handler class=\"io.postern.smtp.SpfHook\">.*?</handler>", Pattern.DOTALL);

    private static final Pattern AUTHENTICATION_HOOK =
            Pattern.compile("<handler class=\"io.postern.smtp.AuthenticationHook\">.*?</handler>", Pattern.DOTALL);

    /** What a test changes in the sample configuration. */
    static final class Setup {
        private final Path folder;
        private final Path conf;
        private Module queue = Modules.EMPTY_MODULE;

        private Setup(Path folder) {
            this.folder = folder;
            this.conf = folder.resolve("conf");
        }

        /** The children of SpfHook's element; without AuthenticationHook. */
        Setup spfHook(String parameters) {
            return replace("smtpserver.xml", SPF_HOOK, element("io.postern.smtp.SpfHook", parameters))
                    .replace("smtpserver.xml", AUTHENTICATION_HOOK, "");
        }

        /** Neither SpfHook nor AuthenticationHook. */
        Setup withoutSpfHook() {
            return replace("smtpserver.xml", SPF_HOOK, "").replace("smtpserver.xml", AUTHENTICATION_HOOK, "");
        }

        /** The children of AuthenticationHook's element; SpfHook stays as it is in the sample. */
        Setup authenticationHook(String parameters) {
            return replace(
                    "smtpserver.xml", AUTHENTICATION_HOOK, element("io.postern.smtp.AuthenticationHook", parameters));
        }

        /** The children of both. */
        Setup spfAndAuthentication(String spf, String authentication) {
            return authenticationHook(authentication)
                    .replace("smtpserver.xml", SPF_HOOK, element("io.postern.smtp.SpfHook", spf));
        }

        /** The children of a handler that the sample has without any. */
        Setup handler(String className, String parameters) {
            Pattern empty = Pattern.compile(Pattern.quote("<handler class=\"" + className + "\" />"));
            return replace("smtpserver.xml", empty, element(className, parameters));
        }

        /** A handler that the sample does not have, right behind SessionHandler. */
        Setup behindSession(String className, String parameters) {
            Pattern session = Pattern.compile("<handler class=\"io.postern.smtp.SessionHandler\" />");
            return replace(
                    "smtpserver.xml",
                    session,
                    element("io.postern.smtp.SessionHandler", "") + element(className, parameters));
        }

        /** The port of a James that has been stopped. */
        Setup smtpPort(int port) {
            return replace("smtpserver.xml", Pattern.compile("<bind>127\\.0\\.0\\.1:0"), "<bind>127.0.0.1:" + port);
        }

        Setup withoutDispatcher() {
            return replace("smtpserver.xml", DISPATCHER, "");
        }

        /** The children of CommandDispatcher's element. */
        Setup dispatcher(String parameters) {
            return replace("smtpserver.xml", DISPATCHER, element("io.postern.smtp.CommandDispatcher", parameters));
        }

        /** Handlers behind Postern's. */
        Setup handlers(String... classNames) {
            String capturing = element(CapturingHook.class.getName(), "");
            StringBuilder handlers = new StringBuilder();
            for (String className : classNames) {
                handlers.append(element(className, ""));
            }
            return replace("smtpserver.xml", Pattern.compile(Pattern.quote(capturing)), handlers + capturing);
        }

        /** STARTTLS in the SMTP server, with a certificate made for this test. */
        Setup startTls() throws IOException, InterruptedException {
            return tls("socketTLS=\"false\" startTLS=\"true\"");
        }

        /** An SMTP server whose connections begin with TLS. */
        Setup socketTls() throws IOException, InterruptedException {
            return tls("socketTLS=\"true\" startTLS=\"false\"");
        }

        private Setup tls(String attributes) throws IOException, InterruptedException {
            return replace(
                    "smtpserver.xml",
                    Pattern.compile("<tls [^>]*/>"),
                    "<tls " + attributes + ">" + TestKeystore.in(folder) + "</tls>");
        }

        /** A second SMTP server as the one with STARTTLS, whose connections begin with TLS. */
        Setup besidesSocketTls() throws IOException {
            String server = Files.readString(conf.resolve("smtpserver.xml"))
                    .replaceFirst("(?s)^.*?(?=<smtpserver )", "")
                    .replace("</smtpservers>", "")
                    .replace("<jmxName>smtpserver<", "<jmxName>smtpsserver<")
                    .replace("socketTLS=\"false\" startTLS=\"true\"", "socketTLS=\"true\" startTLS=\"false\"");
            return replace("smtpserver.xml", Pattern.compile("</smtpservers>"), server + "</smtpservers>");
        }

        /** A handler before all others. */
        Setup firstHandler(String className) {
            return replace(
                    "smtpserver.xml", Pattern.compile("<handlerchain>"), "<handlerchain>" + element(className, ""));
        }

        /** Mailets before all others of the processor transport. */
        Setup mailets(String xml) {
            String head = "<processor state=\"transport\" enableJmx=\"false\">";
            return replace("mailetcontainer.xml", Pattern.compile(Pattern.quote(head)), head + xml);
        }

        /** What James's RemoteDelivery hands all mail to, on the loopback address. */
        Setup gateway(int port) {
            String bounces = "<bounceProcessor>";
            String gateway = "<gateway>127.0.0.1</gateway><gatewayPort>" + port + "</gatewayPort>";
            return replace("mailetcontainer.xml", Pattern.compile(bounces), gateway + bounces);
        }

        /** Mail waits in files and not in memory. */
        Setup activeMq() {
            queue = new ActiveMqModule();
            return this;
        }

        /** Processors besides the sample's. */
        Setup processors(String xml) {
            return replace("mailetcontainer.xml", Pattern.compile("</processors>"), xml + "</processors>");
        }

        /** Where pairs of spool files are taken from, every second at least. */
        Setup pickup(Path directory) {
            return property("pickupDirectory", directory.toString()).property("pickupInterval", "1 s");
        }

        Setup property(String key, String value) {
            return replace(
                    "postern.properties",
                    Pattern.compile("(?m)^" + Pattern.quote(key) + "=.*$|\\z"),
                    key + "=" + value + "\n");
        }

        Setup dns(String cassette) {
            try {
                Path file = Files.writeString(folder.resolve("cassette.json"), cassette);
                return property("dns.cassette", file.toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Setup replace(String file, Pattern pattern, String replacement) {
            try {
                String text = Files.readString(conf.resolve(file));
                Matcher matcher = pattern.matcher(text);
                if (!matcher.find()) {
                    throw new IllegalArgumentException(file + " has no " + pattern);
                }
                Files.writeString(conf.resolve(file), matcher.replaceFirst(Matcher.quoteReplacement(replacement)));
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        JamesUnderTest start() throws Exception {
            return new JamesUnderTest(folder, queue);
        }

        private static String element(String className, String parameters) {
            return "<handler class=\"" + className + "\">" + parameters + "</handler>";
        }
    }

    private final GuiceJamesServer server;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            log.add(event.getFormattedMessage());
        }
    };

    private JamesUnderTest(Path folder, Module queue) throws Exception {
        Logger postern = (Logger) LoggerFactory.getLogger("io.postern");
        postern.setLevel(Level.INFO);
        appender.start();
        postern.addAppender(appender);
        forgetFailedStarts();
        server = MemoryJamesServerMain.createServer(MemoryJamesConfiguration.builder()
                        .workingDirectory(folder.toFile())
                        .configurationPath(new ConfigurationPath(FileSystem.FILE_PROTOCOL + "conf/"))
                        .build())
                .overrideWith(queue);
        server.start();
        DataProbeImpl data = server.getProbe(DataProbeImpl.class);
        data.fluent().addUser("alice@example.org", PASSWORD).addUser("bob@example.org", PASSWORD);
    }

    /** A start that fails leaves James's management beans behind, which the next start in this JVM stumbles over. */
    private static void forgetFailedStarts() throws JMException {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        for (ObjectName name : beans.queryNames(new ObjectName("org.apache.james:*"), null)) {
            beans.unregisterMBean(name);
        }
    }

    /** A working folder that {@link #sample} has made before. */
    static Setup again(Path folder) {
        return new Setup(folder);
    }

    /** A working folder from the sample configuration, with ports of its own. */
    static Setup sample(Path folder) throws IOException {
        copy(ROOT.resolve("james-conf/conf"), folder.resolve("conf"));
        Path jars = Files.createDirectories(folder.resolve("extensions-jars"));
        Path jar = Path.of(System.getProperty("postern.jar", ""));
        Files.copy(jar, jars.resolve(jar.getFileName()));
        Setup setup = new Setup(folder);
        Pattern port = Pattern.compile("127\\.0\\.0\\.1:\\d+");
        return setup.replace("smtpserver.xml", port, "127.0.0.1:0")
                .replace("imapserver.xml", port, "127.0.0.1:0")
                .replace("webadmin.properties", Pattern.compile("(?m)^port=.*$"), "port=0")
                .replace(
                        "smtpserver.xml",
                        Pattern.compile("<handler class=\"org.apache.james.smtpserver.CoreCmdHandlerLoader\" />"),
                        Setup.element(CapturingHook.class.getName(), "")
                                + "<handler class=\"org.apache.james.smtpserver.CoreCmdHandlerLoader\" />");
    }

    int smtpPort() {
        return server.getProbe(SmtpGuiceProbe.class).getSmtpPort().getValue();
    }

    /** Of the server whose connections begin with TLS. */
    int smtpsPort() {
        return server.getProbe(SmtpGuiceProbe.class).getSmtpSslPort().getValue();
    }

    Smtp smtp() throws IOException {
        return Smtp.connect(smtpPort());
    }

    Smtp smtp(String from) throws IOException {
        return Smtp.connect(smtpPort(), from);
    }

    /** Mail for an address of this server goes to another one. */
    void rewrite(String address, String target) throws Exception {
        int at = address.indexOf('@');
        server.getProbe(DataProbeImpl.class)
                .addAddressMapping(address.substring(0, at), address.substring(at + 1), target);
    }

    /** The newest message of a mailbox that holds this text, when it has come; octets, one char each. */
    String delivered(String user, String text) {
        return eventually("mail for " + user + " with " + text, () -> {
            int port = server.getProbe(ImapGuiceProbe.class).getImapPort();
            try (Imap imap = Imap.login(port, user, PASSWORD)) {
                return imap.newest(MESSAGES_LOOKED_AT).stream()
                        .map(octets -> new String(octets, ISO_8859_1))
                        .filter(m -> m.contains(text))
                        .findFirst();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** The newest line of Postern's log that holds this text, when it has come. */
    String logged(String text) {
        return eventually(
                "log line with " + text,
                () -> log.stream().filter(line -> line.contains(text)).findFirst());
    }

    List<String> log() {
        return log;
    }

    String get(String path) throws IOException, InterruptedException {
        return http(HttpRequest.newBuilder(uri(path)).build()).body();
    }

    HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return http(HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    HttpResponse<String> put(String path) throws IOException, InterruptedException {
        return http(HttpRequest.newBuilder(uri(path))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    /** The value of a counter in the Prometheus text; 0 when it is not there yet. */
    int counter(String name) throws IOException, InterruptedException {
        Matcher line = Pattern.compile("(?m)^" + name + "_total (\\d+)").matcher(get("/metrics"));
        return line.find() ? Integer.parseInt(line.group(1)) : 0;
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:"
                + server.getProbe(WebAdminGuiceProbe.class).getWebAdminPort().getValue() + path);
    }

    private static HttpResponse<String> http(HttpRequest request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Looks again until it is there; a minute is the limit for a hang. */
    static <T> T eventually(String what, Supplier<Optional<T>> look) {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (System.nanoTime() < end) {
            Optional<T> found = look.get();
            if (found.isPresent()) {
                return found.get();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        throw new AssertionError("did not come: " + what);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    @Override
    public void close() {
        server.stop();
        ((Logger) LoggerFactory.getLogger("io.postern")).detachAppender(appender);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import java.io.IOException;
import java.net.BindException;
import org.apache.james.ExtraProperties;
import org.apache.james.FakeSearchMailboxModule;
import org.apache.james.GuiceJamesServer;
import org.apache.james.MemoryJamesConfiguration;
import org.apache.james.MemoryJamesServerMain;
import org.apache.james.modules.protocols.ImapGuiceProbe;
import org.apache.james.modules.protocols.SmtpGuiceProbe;
import org.apache.james.utils.DataProbeImpl;
import org.apache.james.utils.WebAdminGuiceProbe;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A memory James in the folder of the system property {@code working.directory}, with one user ({@code postern.user},
 * {@code postern.password}), until a signal ends it. {@code run.sh} prepares the folder.
 */
public final class Launch {
    private static final Logger LOGGER = LoggerFactory.getLogger(Launch.class);

    private Launch() {}

    public static void main(String[] arguments) {
        // James's web server fails in a thread of its own while the start waits for it.
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> refuse(failure));
        try {
            // So that James throws instead of leaving by itself, and the reason can be told in one line.
            System.setProperty("james.exit.on.startup.error", "false");
            ExtraProperties.initialize();
            announce(start());
            Thread.setDefaultUncaughtExceptionHandler(
                    (thread, failure) -> LOGGER.error("Uncaught in {}", thread.getName(), failure));
        } catch (Throwable failure) {
            refuse(failure);
        }
    }

    private static void refuse(Throwable failure) {
        LOGGER.debug("The start failed", failure);
        LOGGER.error("Postern did not start: {}", reason(failure));
        System.exit(1);
    }

    private static GuiceJamesServer start() throws Exception {
        GuiceJamesServer server = MemoryJamesServerMain.createServer(MemoryJamesConfiguration.builder()
                        .useWorkingDirectoryEnvProperty()
                        .build())
                .combineWith(new FakeSearchMailboxModule());
        server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "stop"));
        server.getProbe(DataProbeImpl.class)
                .addUser(System.getProperty("postern.user"), System.getProperty("postern.password"));
        return server;
    }

    private static void announce(GuiceJamesServer server) {
        int smtp = server.getProbe(SmtpGuiceProbe.class).getSmtpPort().getValue();
        int imap = server.getProbe(ImapGuiceProbe.class).getImapPort();
        int webadmin =
                server.getProbe(WebAdminGuiceProbe.class).getWebAdminPort().getValue();
        String user = System.getProperty("postern.user");
        String password = System.getProperty("postern.password");

        LOGGER.info("Postern is ready: SMTP 127.0.0.1:{}, webadmin 127.0.0.1:{}", smtp, webadmin);
        LOGGER.info(
                "Send:  printf 'Subject: hello\\r\\n\\r\\nHello.\\r\\n' | curl -sS --url smtp://127.0.0.1:{}/pass.example"
                        + " --mail-from bob@pass.example --mail-rcpt {} --upload-file -",
                smtp,
                user);
        LOGGER.info(
                "  or:  swaks --server 127.0.0.1:{} --ehlo pass.example --from bob@pass.example --to {}", smtp, user);
        LOGGER.info("Read:  curl -sS --user {}:{} 'imap://127.0.0.1:{}/INBOX;MAILINDEX=1'", user, password, imap);
    }

    private static String reason(Throwable failure) {
        Throwable root = failure;
        Throwable above = failure;
        while (!isOurs(root) && root.getCause() != null) {
            above = root;
            root = root.getCause();
        }
        if (root instanceof BindException) {
            // Of an IOException above it, the text names address and port.
            String where = (above instanceof IOException ? above : root).getMessage();
            return "a port is in use already, choose others: " + where;
        }
        String message = root.getMessage();
        return isOurs(root) && message != null ? message : root.toString();
    }

    private static boolean isOurs(Throwable failure) {
        return failure.getClass().getName().startsWith("io.postern.");
    }
}

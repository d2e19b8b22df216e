// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.Prerequisites;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LMDB tables, made by mdb_load, in a real James: relaying, aliases, refusals, and a table that is replaced. */
@Tag("peer")
class LmdbIT {
    private static final String HOOK = "<handler class=\"io.postern.smtp.LmdbRcptHook\"><mode>enforce</mode>"
            + "<checks>recipient:access, recipientDomain:relaydomains</checks><allowRelay>true</allowRelay></handler>";
    private static final String MAILETS = """
            <mailet match="io.postern.matchers.RecipientInLmdb=aliases" class="io.postern.mailets.LmdbRewrite">
                <map>aliases</map>
                <recursive>true</recursive>
            </mailet>
            <mailet match="All" class="io.postern.mailets.LmdbLookup">
                <map>access</map>
                <subject>senderDomain</subject>
                <default>unknown</default>
            </mailet>
            <mailet match="HasMailAttributeWithValue=postern.lmdb.value, partner" class="SetMimeHeader">
                <name>X-Sender</name>
                <value>partner</value>
            </mailet>
            <mailet match="io.postern.matchers.RecipientDomainInLmdb=relaydomains value=r?lay" class="ToProcessor">
                <processor>relay</processor>
            </mailet>
            """;

    @TempDir
    static Path folder;

    private static SmtpSink sink;
    private static JamesUnderTest james;

    @BeforeAll
    static void start() throws Exception {
        load("relaydomains.mdb", "partner.example", "RELAY");
        load(
                "access.mdb",
                "refused@example.org",
                "550 5.1.1 No such user here",
                "busy@example.org",
                "DEFER Try later",
                "odd@example.org",
                "perhaps",
                "friend.example",
                "partner");
        load(
                "aliases.mdb",
                "team@example.org",
                "alice, chief@example.org",
                "chief@example.org",
                "bob@example.org",
                "loop@example.org",
                "loop2",
                "loop2@example.org",
                "loop");
        sink = new SmtpSink();
        james = JamesUnderTest.sample(folder.resolve("james"))
                .property(
                        "map.relaydomains", "lmdb:" + folder.resolve("relaydomains.mdb") + ";key=partial;reload=100 ms")
                .property("map.access", "lmdb:" + folder.resolve("access.mdb") + ";reload=100 ms")
                .property("map.aliases", "lmdb:" + folder.resolve("aliases.mdb"))
                .replace(
                        "smtpserver.xml",
                        Pattern.compile("<handler class=\"org.apache.james.smtpserver.fastfail.ValidRcptHandler\" />"),
                        HOOK)
                .mailets(MAILETS)
                .gateway(sink.port())
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        james.close();
        sink.close();
    }

    private static Path load(String name, String... lines) throws IOException, InterruptedException {
        return load(folder, name, lines);
    }

    /** Makes a table of lines of keys and values in turn. */
    static Path load(Path folder, String name, String... lines) throws IOException, InterruptedException {
        Path program = Prerequisites.program("lmdb-utils", "/usr/bin/mdb_load");
        Path text = Files.write(folder.resolve(name + ".txt"), List.of(lines));
        Path file = folder.resolve(name);
        Process process = new ProcessBuilder(program.toString(), "-n", "-T", "-f", text.toString(), file.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        return file;
    }

    private static Smtp session() throws Exception {
        return james.smtp().ok("EHLO client.example").ok("MAIL FROM:<a@friend.example>");
    }

    @Test
    void whatTheTableRefusesIsRefusedAtRcpt() throws Exception {
        try (Smtp smtp = session()) {
            assertThat(smtp.say("RCPT TO:<Refused@example.org>")).isEqualTo("550 5.1.1 No such user here");
            assertThat(smtp.say("RCPT TO:<busy@example.org>")).isEqualTo("451 4.7.1 Try later");
            assertThat(smtp.say("RCPT TO:<odd@example.org>"))
                    .isEqualTo("451 4.3.0 Local error in processing, try again later");
            assertThat(smtp.say("RCPT TO:<alice@example.org>")).startsWith("250");
        }
        assertThat(james.logged("rcpt=Refused@example.org"))
                .contains("action=reject mode=enforce", "subject=recipient map=access");
        assertThat(james.counter("postern_lmdb_access_found")).isPositive();
        assertThat(james.counter("postern_lmdb_action_reject")).isPositive();
    }

    @Test
    void aDomainOfTheTableIsRelayedAndNoOther() throws Exception {
        try (Smtp smtp = session()) {
            assertThat(smtp.say("RCPT TO:<x@elsewhere.example>")).startsWith("5");
            assertThat(smtp.say("RCPT TO:<x@partner.example>")).startsWith("250");
            assertThat(smtp.data("Subject: relayed-1\r\n\r\nx\r\n")).startsWith("250");
        }
        assertThat(sink.received("relayed-1")).contains("X-Sender: partner");
    }

    @Test
    void aliasesAreExpandedThroughAllLevels() throws Exception {
        try (Smtp smtp = session()) {
            smtp.ok("RCPT TO:<team@example.org>").ok("RCPT TO:<loop@example.org>");
            assertThat(smtp.data("Subject: aliased-1\r\n\r\nx\r\n")).startsWith("250");
        }
        assertThat(james.delivered("alice@example.org", "aliased-1")).contains("X-Sender: partner");
        assertThat(james.delivered("bob@example.org", "aliased-1")).contains("X-Sender: partner");
        assertThat(james.logged("recipient=loop@example.org is not rewritten")).contains("leads back");
    }

    @Test
    void webadminShowsMapsAndLooksUp() throws Exception {
        assertThat(james.get("/postern/maps"))
                .contains("\"name\":\"access\"", "\"health\":\"ok\"", "\"locking\":\"lmdb\"", "\"key\":\"partial\"");
        assertThat(james.get("/postern/maps/access/busy@example.org"))
                .isEqualTo("{\"key\":\"busy@example.org\",\"value\":\"DEFER Try later\"}");
        assertThat(james.get("/postern/maps/access/nobody")).contains("\"statusCode\":404");
        assertThat(james.get("/postern/maps/none/x")).contains("\"statusCode\":404", "no map of the name none");
        HttpResponse<String> reload = james.post("/postern/maps/access/reload", "");
        assertThat(reload.statusCode()).isEqualTo(200);
        assertThat(reload.body()).contains("\"health\":\"ok\"");
        assertThat(james.get("/healthcheck")).contains("Postern maps");
    }

    /** Its own file, which no other test looks into. */
    @Test
    void aReplacedTableIsUsedAndABrokenOneIsNot() throws Exception {
        Path live = folder.resolve("relaydomains.mdb");
        Files.move(
                load("next.mdb", "partner.example", "RELAY", "second.example", "RELAY"),
                live,
                StandardCopyOption.REPLACE_EXISTING);
        james.post("/postern/maps/relaydomains/reload", "");
        assertThat(james.get("/postern/maps/relaydomains/second.example")).contains("RELAY");

        Files.move(Files.createFile(folder.resolve("empty")), live, StandardCopyOption.REPLACE_EXISTING);
        assertThat(james.post("/postern/maps/relaydomains/reload", "").body())
                .contains("\"health\":\"stale\"", "is empty");
        assertThat(james.get("/postern/maps/relaydomains/second.example")).contains("RELAY");
        assertThat(james.get("/healthcheck")).contains("degraded", "is empty");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of a running James that somebody cut off, and what is not in a table that is whole. */
@Tag("peer")
class LmdbErrorsIT {
    private static final String HOOK = "<handler class=\"io.postern.smtp.LmdbRcptHook\"><mode>enforce</mode>"
            + "<checks>recipient:refused</checks></handler>";
    private static final String MAILETS = """
            <mailet match="SenderIs=unknown@friend.example" class="io.postern.mailets.LmdbLookup">
                <map>known</map><subject>sender</subject><failProcessor>not-found</failProcessor>
            </mailet>
            <mailet match="SenderIs=known@friend.example" class="io.postern.mailets.LmdbLookup">
                <map>known</map><subject>sender</subject><failProcessor>not-found</failProcessor>
            </mailet>
            <mailet match="SenderIs=lookup@friend.example" class="io.postern.mailets.LmdbLookup">
                <map>cut</map><default>nothing</default><failProcessor>not-found</failProcessor>
                <onLookupError>no-lookup</onLookupError>
            </mailet>
            <mailet match="SenderIs=rewrite@friend.example" class="io.postern.mailets.LmdbRewrite">
                <map>cut</map><errorProcessor>not-found</errorProcessor><onLookupError>no-rewrite</onLookupError>
            </mailet>
            """;

    @TempDir
    static Path folder;

    private static JamesUnderTest james;

    @BeforeAll
    static void start() throws Exception {
        Path known = LmdbIT.load(folder, "known.mdb", "known@friend.example", "yes");
        Path cut = LmdbIT.load(folder, "cut.mdb", "alice@example.org", "bob@example.org");
        Path refused = LmdbIT.load(folder, "refused.mdb", "bob@example.org", "REJECT");
        james = JamesUnderTest.sample(folder.resolve("james"))
                .property("map.known", "lmdb:" + known)
                .property("map.cut", "lmdb:" + cut)
                .property("map.refused", "lmdb:" + refused)
                .replace(
                        "smtpserver.xml",
                        Pattern.compile("<handler class=\"org.apache.james.smtpserver.fastfail.ValidRcptHandler\" />"),
                        HOOK)
                .mailets(MAILETS)
                .processors(processor("not-found") + processor("no-lookup") + processor("no-rewrite"))
                .start();
        assertThat(james.get("/healthcheck/checks/Postern%20maps")).contains("\"status\":\"healthy\"");
        cutOff(cut);
    }

    @AfterAll
    static void stop() {
        james.close();
    }

    private static String processor(String name) {
        return """
                <processor state="%s" enableJmx="false">
                    <mailet match="All" class="SetMimeHeader"><name>X-Processor</name><value>%s</value></mailet>
                    <mailet match="All" class="LocalDelivery" />
                </processor>
                """.formatted(name, name);
    }

    private static void cutOff(Path table) throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(table.toFile(), "rw")) {
            file.setLength(file.length() / 2);
        }
    }

    private static String delivered(String sender) throws Exception {
        try (Smtp smtp = james.smtp().ok("EHLO client.example").ok("MAIL FROM:<" + sender + "@friend.example>")) {
            smtp.ok("RCPT TO:<alice@example.org>");
            assertThat(smtp.data("Subject: from " + sender + "-1\r\n\r\nx\r\n")).startsWith("250");
        }
        return james.delivered("alice@example.org", "from " + sender + "-1");
    }

    @Test
    void whatIsNotFoundGoesToTheFailProcessor() throws Exception {
        assertThat(delivered("unknown")).contains("X-Processor: not-found");
        assertThat(delivered("known")).doesNotContain("X-Processor");
    }

    /** Neither the default nor "not found": and the recipient stays as he is. */
    @Test
    void whatCannotBeLookedUpGoesWhereOnLookupErrorSays() throws Exception {
        assertThat(delivered("lookup")).contains("X-Processor: no-lookup");
        assertThat(delivered("rewrite")).contains("X-Processor: no-rewrite");
        assertThat(james.counter("postern_lmdb_cut_failed")).isPositive();
        assertThat(james.counter("postern_lmdb_cut_notfound")).isZero();
        assertThat(james.get("/healthcheck/checks/Postern%20maps"))
                .contains("\"status\":\"unhealthy\"", "cut: ", "cut off");
    }

    /** Its own table, which comes back. */
    @Test
    void aRecipientOfATableThatCannotBeReadIsDeferred() throws Exception {
        Path table = folder.resolve("refused.mdb");
        try (Smtp smtp = james.smtp().ok("EHLO client.example").ok("MAIL FROM:<a@friend.example>")) {
            assertThat(smtp.say("RCPT TO:<bob@example.org>")).startsWith("550 5.7.1");
            assertThat(smtp.say("RCPT TO:<alice@example.org>")).startsWith("250");
            cutOff(table);
            assertThat(smtp.say("RCPT TO:<bob@example.org>"))
                    .isEqualTo("451 4.3.0 Local error in processing, try again later");
            assertThat(smtp.say("RCPT TO:<alice@example.org>")).startsWith("451 4.3.0");

            Path next = LmdbIT.load(folder, "next.mdb", "carol@example.org", "REJECT");
            Files.move(next, table, StandardCopyOption.REPLACE_EXISTING);
            james.post("/postern/maps/refused/reload", "");
            assertThat(smtp.say("RCPT TO:<bob@example.org>")).startsWith("250");
            assertThat(smtp.say("RCPT TO:<carol@example.org>")).startsWith("550 5.7.1");
        }
    }
}

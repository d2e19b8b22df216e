// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.ArcSigning;
import io.postern.testing.DkimSigning;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A message goes through two servers. The first one adds a footer, which breaks its author's signature, and seals what
 * it has found out before. The second one refuses it, until it is told to trust the first.
 */
class ArcIT {
    private static final DkimSigning AUTHOR = DkimSigning.rsa(2048).with("d", "author.example");
    private static final ArcSigning STRANGER = ArcSigning.ed25519().of("stranger.example");
    private static final String DNS = """
            {"rsa._domainkey.author.example": {"TXT": ["%s"]},
             "author.example":                {"TXT": ["v=spf1 ip4:127.0.0.1 -all"]},
             "_dmarc.author.example":         {"TXT": ["v=DMARC1; p=reject"]},
             "a1._domainkey.list.example":    {"TXT": ["%s"]},
             "a2._domainkey.list.example":    {"TXT": ["%s"]},
             "ed._domainkey.stranger.example": {"TXT": ["%s"]},
             "list.example":                  {"TXT": ["v=spf1 ip4:127.0.0.9 -all"]}}
            """;

    @TempDir
    static Path folder;

    private static JamesUnderTest last;
    private static String sealed;
    private static String unsealed;

    @BeforeAll
    static void theFirstServerHandsOn() throws Exception {
        SealingKey first = SealingKey.make(folder.resolve("first.pem"), "RSA");
        SealingKey next = SealingKey.make(folder.resolve("next.pem"), "Ed25519");
        String dns = DNS.formatted(AUTHOR.record(), first.record(), next.record(), STRANGER.record());
        try (SmtpSink sink = new SmtpSink();
                JamesUnderTest list = JamesUnderTest.sample(Files.createDirectory(folder.resolve("list")))
                        .dns(dns)
                        .mailets(forwarding(first.file(), next.file(), sink.port()))
                        .start()) {
            assertThat(send(list, "127.0.0.1", "a@author.example", AUTHOR.sign(message("sealed-1"))))
                    .startsWith("250");
            sealed = sink.received("sealed-1");
            assertThat(list.logged("arc=sealed")).contains("arc=sealed i=1 cv=none domain=list.example mail=");

            try (Smtp smtp = list.smtp().ok("EHLO client.example")) {
                smtp.login("bob@example.org", JamesUnderTest.PASSWORD).ok("MAIL FROM:<bob@example.org>");
                smtp.ok("RCPT TO:<alice@example.org>");
                String forged = "Authentication-Results: mx.example.org; dmarc=pass header.from=author.example\r\n";
                assertThat(smtp.data(forged + message("unsealed-1"))).startsWith("250");
            }
            unsealed = sink.received("unsealed-1");
            assertThat(list.logged("arc=unsealed")).contains("arc=unsealed reason=no-results mail=");
            assertThat(list.counter("postern_arc_sealed_none")).isEqualTo(1);
            assertThat(list.log()).noneMatch(line -> line.contains("stands behind it"));
        }
        Files.writeString(folder.resolve("sealers"), "# nobody yet\n");
        last = JamesUnderTest.sample(Files.createDirectory(folder.resolve("last")))
                .dns(dns)
                .authenticationHook("<mode>enforce</mode><rejectAction>always</rejectAction><arcTrustedSealers>"
                        + folder.resolve("sealers") + "</arcTrustedSealers><historyFile>" + folder.resolve("history")
                        + "</historyFile>")
                .mailets("""
                        <mailet match="io.postern.matchers.ArcStateIs=pass" class="SetMimeHeader">
                            <name>X-Chain</name><value>whole</value>
                        </mailet>
                        """)
                .processors("""
                        <processor state="too-early" enableJmx="false">
                            <mailet match="All" class="io.postern.mailets.ArcSeal">
                                <domain>list.example</domain><selector>a1</selector><keyFile>%s</keyFile>
                            </mailet>
                            <mailet match="All" class="AddFooter"><text>You are subscribed.</text></mailet>
                        </processor>
                        """.formatted(first.file()))
                .start();
    }

    @AfterAll
    static void stop() {
        last.close();
    }

    private static String forwarding(Path first, Path next, int port) {
        return """
                <mailet match="All" class="AddFooter"><text>You are subscribed to this list.</text></mailet>
                <mailet match="All" class="io.postern.mailets.ArcSeal">
                    <domain>list.example</domain><selector>a1</selector><keyFile>%s</keyFile>
                    <nextSelector>a2</nextSelector><nextKeyFile>%s</nextKeyFile>
                    <nextFrom>2099-01-01T00:00:00Z</nextFrom>
                    <expire />
                </mailet>
                <mailet match="All" class="RemoteDelivery">
                    <outgoing>forwarded</outgoing><gateway>127.0.0.1</gateway><gatewayPort>%d</gatewayPort>
                </mailet>
                """.formatted(first, next, port);
    }

    private static String message(String subject) {
        return "From: A <a@author.example>\r\nTo: alice@example.org\r\nSubject: " + subject + "\r\n\r\nHello\r\n";
    }

    private static String send(JamesUnderTest james, String client, String sender, String message) throws Exception {
        try (Smtp smtp = james.smtp(client).ok("EHLO mta.example")) {
            smtp.ok("MAIL FROM:<" + sender + ">").ok("RCPT TO:<alice@example.org>");
            return smtp.data(message);
        }
    }

    @Test
    void onlyWhoIsTrustedIsBelieved() throws Exception {
        assertThat(send(last, "127.0.0.9", "list@list.example", sealed)).startsWith("550 5.7.26");

        Files.writeString(folder.resolve("sealers"), "list.example, our list, 2001-01-01\n");
        waitForTheFile();
        assertThat(send(last, "127.0.0.9", "list@list.example", sealed)).startsWith("550 5.7.26");
        assertThat(last.logged("due for review since")).contains("list.example is not trusted any more");

        Files.writeString(folder.resolve("sealers"), "list.example, our own list, 2099-12-31\n");
        waitForTheFile();
        assertThat(send(last, "127.0.0.9", "list@list.example", sealed)).startsWith("250");
        String delivered = SpfAtSmtpIT.unfolded(last.delivered("alice@example.org", "sealed-1"));
        assertThat(delivered)
                .contains("dkim=fail")
                .contains("dmarc=fail")
                .contains("local_policy: arc=pass as[1].d=list.example")
                .contains("arc=pass (i=1) header.oldest-pass=0 smtp.remote-ip=127.0.0.9 arc.chain=")
                .contains("X-Chain: whole")
                .contains("ARC-Authentication-Results: i=1; mx.example.org;");
        assertThat(CapturingHook.last().attribute("postern.arc.state")).contains("pass");
        assertThat(CapturingHook.last().attribute("postern.arc.domains")).contains("list.example");
        assertThat(CapturingHook.last().attribute("postern.arc.oldestPass")).contains("0");
        assertThat(CapturingHook.last()
                        .attribute("postern.arc.oldestPassResults")
                        .orElseThrow())
                .contains("dmarc=pass");

        assertThat(Files.readString(folder.resolve("history")))
                .contains("\narc 0\narc_policy 2 json:[{ \"i\": 1, \"d\":\"list.example\", \"s\":\"a1\", ")
                .contains("\narc 0\narc_policy 0 json:[{ \"i\": 1, \"d\":\"list.example\", \"s\":\"a1\", ");

        String resealed = STRANGER.seal(sealed);
        assertThat(send(last, "127.0.0.9", "list@list.example", resealed)).startsWith("550 5.7.26");
        assertThat(last.logged("arc_domains=list.example,stranger.example")).contains("arc=pass", " exim=ARC");

        String mutated = sealed.replace("Hello", "Hallo");
        assertThat(send(last, "127.0.0.9", "list@list.example", mutated)).startsWith("550 5.7.26");
    }

    /** The file is looked at after five seconds. */
    @SuppressWarnings("ThreadSleep") // nothing else tells that the time is over
    private static void waitForTheFile() throws InterruptedException {
        Thread.sleep(5_500);
    }

    @Test
    void anEditorBehindASealIsToldAtTheStart() {
        assertThat(last.logged("stands behind it"))
                .isEqualTo("ArcSeal: AddFooter of processor too-early stands behind it, and breaks its seals");
    }

    @Test
    void whatAClientBroughtIsNeverSealed() {
        assertThat(unsealed).doesNotContain("ARC-Seal").doesNotContain("dmarc=pass");
        assertThat(SpfAtSmtpIT.unfolded(sealed)).contains("; cv=none; d=list.example; i=1; s=a1;");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.backend.dns.LocalAuthority;
import io.postern.backend.dns.SignedZone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be wrong with the jar and not with its classes: something left out, something brought in. */
class PosternJarIT {
    @TempDir
    Path folder;

    @Test
    void knowsItsVersion() {
        assertThat(PosternJar.run("", "--version").out()).matches("postern \\d+\\.\\d+.*\\R");
    }

    @ParameterizedTest(name = "postern {0} --help")
    @ValueSource(strings = {"spf", "check", "batch"})
    void everyVerbHasHelp(String verb) {
        Run run = PosternJar.run("", verb, "--help");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("Usage: postern " + verb);
    }

    @Test
    void textIsUtf8WhateverThePlatformSays() {
        Run run = PosternJar.run("{\"op\": \"spam\u00fc\", \"id\": \"\u00fc\u20ac\uD83D\uDE00\"}\n", "batch");
        assertThat(run.out())
                .startsWith("{\"id\":\"\u00fc\u20ac\uD83D\uDE00\",\"error\":\"op: not known: spam\u00fc; ");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void hasWhatInternationalizedDomainsNeed() {
        String[] domains = {"b\u00fccher", "fa\u00df", "\u05d0\u05d1", "\u4f8b\u3048", "\u0915\u094d\u200d\u0937"};
        for (String domain : domains) {
            Run run = PosternJar.run(
                    "{\"op\": \"spf\", \"ip\": \"::1\", \"helo\": \"h\", \"mailFrom\": \"u@" + domain
                            + ".example\", \"zone\": {}}\n",
                    "batch");
            assertThat(run.out()).as(domain).startsWith("{\"result\":\"none\",\"domain\":\"xn--");
        }
    }

    @ParameterizedTest(name = "--dnssec {0}")
    @ValueSource(strings = {"off", "trust-ad", "validate"})
    void hasWhatTheResolverNeeds(String mode) throws IOException {
        SignedZone zone = new SignedZone(Clock.systemUTC().instant())
                .records("mail.example 300 TXT \"v=spf1 ip4:192.0.2.1 -all\"");
        Path anchors = Files.writeString(folder.resolve("anchors"), zone.anchor());
        try (LocalAuthority authority = LocalAuthority.playing(zone)) {
            String server = "127.0.0.1:" + authority.address().getPort();
            Path recording = folder.resolve("recording.json");
            Run run = PosternJar.run(
                    "",
                    "spf",
                    "192.0.2.1",
                    "u@mail.example",
                    "h",
                    "--server=" + server,
                    "--dnssec=" + mode,
                    "--anchors=" + anchors,
                    "--record=" + recording);
            assertThat(run.out()).as(run.err()).startsWith("SPF    pass ");
            assertThat(run.err()).isEmpty();
            assertThat(Files.readString(recording).contains("\"secure\":true")).isEqualTo(mode.equals("validate"));
        }
    }

    @Test
    void leavesTheJvmsOwnNameResolutionAlone() throws IOException {
        try (JarFile jar = new JarFile(PosternJar.path().toFile())) {
            assertThat(jar.stream().map(ZipEntry::getName))
                    .noneMatch(name -> name.startsWith("META-INF/services/java.net")
                            || name.startsWith("META-INF/services/sun.net")
                            || name.startsWith("META-INF/versions/")
                            || name.endsWith("module-info.class"))
                    .contains(
                            "META-INF/licenses/caffeine.txt",
                            "META-INF/licenses/dnsjava.txt",
                            "META-INF/licenses/icu4j.txt");
        }
    }
}

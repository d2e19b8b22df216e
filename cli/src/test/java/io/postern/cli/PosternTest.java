// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all verbs have in common. */
class PosternTest {
    @ParameterizedTest(name = "postern {0} --help")
    @ValueSource(strings = {"spf", "dkim", "dmarc", "check", "psl", "spool", "batch"})
    void everyVerbHasHelp(String verb) {
        Run run = Run.of(verb, "--help");
        assertThat(run.status()).isZero();
        assertThat(run.out()).startsWith("Usage: postern " + verb).contains("Exit status:");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void helpNamesEveryVerb() {
        Run run = Run.of("--help");
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("spf ", "dkim ", "dmarc ", "check ", "psl ", "spool ", "batch ");
    }

    @ParameterizedTest(name = "postern {0}")
    @ValueSource(strings = {"--version", "spf --version"})
    void theVersionIsTold(String arguments) {
        Run run = Run.of(arguments.split(" ", -1));
        assertThat(run.status()).isZero();
        assertThat(run.out()).startsWith("postern ");
    }

    @ParameterizedTest(name = "postern {0}")
    @ValueSource(
            strings = {
                "",
                "spff",
                "--what",
                "spf",
                "spf 192.0.2.1 u@example.com",
                "spf 192.0.2.1 u@example.com h more",
                "spf localhost u@example.com h",
                "spf 192.0.2.1 u@example.com h --what",
                "spf 192.0.2.1 u@example.com h --dns absent.json",
                "spf 192.0.2.1 u@example.com h --dns pom.xml",
                "spf 192.0.2.1 u@example.com h --dnssec maybe",
                "spf 192.0.2.1 u@example.com h --server name",
                "spf 192.0.2.1 u@example.com h --guess v=spf1,x",
                "spf 192.0.2.1 u@example.com h --dns ../docs/examples/dns.json --server 127.0.0.1",
                "check",
                "check absent.eml --ip 192.0.2.1 --helo h --mail-from u@example.com --dns ../docs/examples/dns.json",
                "check ../docs/examples/message.eml --helo h --mail-from u@example.com",
                "check ../docs/examples/message.eml --ip ::1 --helo h --mail-from u@example.com --authserv-id a..b",
                "dmarc",
                "dmarc a..b",
                "dmarc example.com --message x.eml --dns ../docs/examples/dns.json",
                "dmarc --message absent.eml --dns ../docs/examples/dns.json",
                "dmarc example.com --spf pass --dns ../docs/examples/dns.json",
                "dmarc example.com --dkim none:example.com --dns ../docs/examples/dns.json",
                "dmarc example.com --discovery guess --dns ../docs/examples/dns.json",
                "psl",
                "psl check",
                "batch more"
            })
    void whatCannotBeUnderstoodIsUsageAndSaysSoOnStandardError(String arguments) {
        Run run = Run.of(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));
        assertThat(run.status()).isEqualTo(ExitStatus.USAGE.code());
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isNotBlank();
    }
}

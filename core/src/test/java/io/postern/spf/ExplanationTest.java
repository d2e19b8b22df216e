// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 7208 §6.2. */
class ExplanationTest {
    private static final String FAILS = "example.com TXT v=spf1 -all exp=why.example\nwhy.example ";
    private static final String POINTER = "1.2.0.192.in-addr.arpa PTR ";

    record Case(String name, String zone, String expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case of(String name, String zone, String expected) {
        return new Case(name, zone, expected);
    }

    static List<Case> cases() {
        return List.of(
                of("text", FAILS + "TXT Not from %{c}, please", "Not from 192.0.2.1, please"),
                of(
                        "every letter",
                        FAILS + "TXT %{s} %{l} %{o} %{d} %{i} %{v} %{h} %{c} %{r} %{t} %{p}",
                        "alice@example.com alice example.com example.com 192.0.2.1 in-addr mail.example.com 192.0.2.1"
                                + " mx.receiver.example 1700000000 unknown"),
                of("escapes", FAILS + "TXT %%%_%-", "% %20"),
                of(
                        "URL escapes",
                        FAILS + "TXT http://why.example/?s=%{S}",
                        "http://why.example/?s=alice%40example.com"),
                of("transformers", FAILS + "TXT %{h2} %{hr} %{h1r-}", "example.com com.example.mail mail.example.com"),
                of("an empty text", FAILS + "TXT ", ""),
                of("no TXT record", FAILS + "A 192.0.2.1", "(none)"),
                of("no such name", "example.com TXT v=spf1 -all exp=why.example", "(none)"),
                of("two TXT records", FAILS + "TXT one\nwhy.example TXT two", "(none)"),
                of("time-out", FAILS + "TXT TIMEOUT", "(none)"),
                of("an unknown macro", FAILS + "TXT the %{x} files", "(none)"),
                of("a percent sign", FAILS + "TXT 100% certain", "(none)"),
                of("8-bit", FAILS + "TXT caf\u00e9", "(none)"),
                of("NUL", FAILS + "TXT a\0b", "(none)"),
                of("DEL", FAILS + "TXT a\u007fb", "(none)"),
                of("a tab", FAILS + "TXT a\tb", "(none)"),
                of("a name that is none", "example.com TXT v=spf1 -all exp=a..b.example", "(none)"),
                of(
                        "only fail is explained",
                        "example.com TXT v=spf1 ~all exp=why.example\nwhy.example TXT because",
                        "(none)"),
                of(
                        "redirect: the target's exp",
                        "example.com TXT v=spf1 redirect=o.example exp=ours.example\nours.example TXT ours\n"
                                + "o.example TXT v=spf1 -all exp=theirs.example\ntheirs.example TXT theirs of %{d}",
                        "theirs of o.example"),
                of(
                        "redirect: no exp at the target",
                        "example.com TXT v=spf1 redirect=o.example exp=ours.example\nours.example TXT ours\n"
                                + "o.example TXT v=spf1 -all",
                        "(none)"),
                of(
                        "include: never the included record's exp",
                        "example.com TXT v=spf1 -include:o.example exp=ours.example\nours.example TXT ours of %{d}\n"
                                + "o.example TXT v=spf1 +all exp=theirs.example\ntheirs.example TXT theirs",
                        "ours of example.com"),
                of(
                        "macros in the name",
                        "example.com TXT v=spf1 -all exp=%{ir}.%{d2}\n1.2.0.192.example.com TXT by address",
                        "by address"),
                of(
                        "the validated name of the domain",
                        FAILS + "TXT %{p}\n" + POINTER + "m.example.com\n" + POINTER + "example.com\n"
                                + "m.example.com A 192.0.2.1\nexample.com A 192.0.2.1",
                        "example.com"),
                of(
                        "a validated name below the domain",
                        FAILS + "TXT %{p}\n" + POINTER + "o.example\n" + POINTER + "m.example.com\n"
                                + "m.example.com A 192.0.2.1\no.example A 192.0.2.1",
                        "m.example.com"),
                of(
                        "any validated name",
                        FAILS + "TXT %{p}\n" + POINTER + "lie.example\n" + POINTER + "o.example\no.example A 192.0.2.1",
                        "o.example"),
                of("a client that lies about its name", FAILS + "TXT %{p}\n" + POINTER + "m.example.com", "unknown"),
                of("a time-out of the client's name", FAILS + "TXT %{p}\n" + POINTER + "TIMEOUT", "unknown"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void says(Case test) {
        Scenario scenario = Scenario.of(test.zone);
        assertThat(scenario.explanation()).as(scenario.story()).isEqualTo(test.expected);
    }

    @Test
    void anIpv6AddressIsReadableAsCAndNibblesAsI() {
        assertThat(Scenario.of(FAILS + "TXT %{c} %{ir}.%{v}.arpa")
                        .from("2001:db8:0:0::cb01")
                        .explanation())
                .isEqualTo("2001:db8::cb01 1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
    }

    @Test
    void octetsOfUtf8AreEscapedOneByOne() {
        assertThat(Scenario.of(FAILS + "TXT l=%{L}")
                        .mailFrom("j\u00fc@example.com")
                        .explanation())
                .isEqualTo("l=j%C3%BC");
    }

    @Test
    void aLocalPartThatIsNotAsciiLeavesNoExplanation() {
        assertThat(Scenario.of(FAILS + "TXT l=%{l}")
                        .mailFrom("j\u00fc@example.com")
                        .explanation())
                .isEqualTo("(none)");
    }

    @Test
    void aHeloNameWithALineEndLeavesNoExplanation() {
        assertThat(Scenario.of(FAILS + "TXT h=%{h}").helo("x\r\n550 y").explanation())
                .isEqualTo("(none)");
    }

    @Test
    void anExplanationOf64KibIsCut() {
        assertThat(Scenario.of(FAILS + "TXT " + "x".repeat(65_535)).explanation())
                .hasSize(4_000);
    }

    @Test
    void theNullSenderIsPostmasterAtTheHeloName() {
        assertThat(Scenario.of(FAILS + "TXT %{s}")
                        .mailFrom("")
                        .helo("example.com")
                        .explanation())
                .isEqualTo("postmaster@example.com");
    }

    @Test
    void theHeloCheckKnowsThePostmasterOnly() {
        assertThat(Scenario.of(FAILS + "TXT %{s} %{h}")
                        .helo("example.com")
                        .mailFrom("bob@example.org")
                        .checkHelo()
                        .explanation())
                .contains("postmaster@example.com example.com");
    }

    @Test
    void aReceiverWithoutANameIsUnknown() {
        Scenario scenario = Scenario.of(FAILS + "TXT at %{r}");
        SpfRequest request = scenario.request();
        SpfRequest nameless = new SpfRequest(request.clientIp(), request.helo(), request.mailFrom(), "");
        assertThat(scenario.checkHost()
                        .mailFrom(nameless)
                        .toCompletableFuture()
                        .join()
                        .explanation())
                .contains("at unknown");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** James does not start, and says which file, which element, which value and what is allowed. */
class BadConfigurationIT {
    @FunctionalInterface
    interface Change {
        void apply(JamesUnderTest.Setup setup);
    }

    record Case(String name, Change change, List<String> told) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case(
                        "an unknown parameter of a handler",
                        setup -> setup.spfHook("<mod>observe</mod>"),
                        List.of("smtpserver.xml", "io.postern.smtp.SpfHook", "'mod'", "allowed: mode, fail,")),
                new Case(
                        "an action that is none",
                        setup -> setup.spfHook("<fail>bounce</fail>"),
                        List.of("smtpserver.xml", "fail: value 'bounce'", "allowed: accept | tag | defer | reject")),
                new Case(
                        "a bad network",
                        setup -> setup.spfHook("<trustedNetworks>10.0.0.0/8, 10.0.0.0/33</trustedNetworks>"),
                        List.of("trustedNetworks", "10.0.0.0/33", "allowed: IP addresses or networks")),
                new Case(
                        "a parameter given twice",
                        setup -> setup.spfHook("<mode>observe</mode><mode>enforce</mode>"),
                        List.of("smtpserver.xml", "mode: given 2 times")),
                new Case(
                        "recipients who opt out, without checkAt=rcpt",
                        setup -> setup.spfHook("<optOutDomains>example.org</optOutDomains>"),
                        List.of("checkAt: value 'mail'", "allowed with optOutRecipients or optOutDomains: rcpt")),
                new Case(
                        "a guess record that is none",
                        setup -> setup.spfHook("<guessRecord>v=spf1 foo</guessRecord>"),
                        List.of("guessRecord", "v=spf1 foo", "allowed: empty for no guess")),
                new Case(
                        "SessionHandler not first",
                        setup -> setup.firstHandler(CapturingHook.class.getName()),
                        List.of("smtpserver.xml", "<handlerchain>", "allowed: io.postern.smtp.SessionHandler")),
                new Case(
                        "an unknown central key",
                        setup -> setup.property("dns.server", "127.0.0.1"),
                        List.of("postern.properties", "'dns.server'", "allowed: authserv-id, dns.servers")),
                new Case(
                        "a duration without a unit",
                        setup -> setup.property("dns.deadline", "20"),
                        List.of("postern.properties, dns.deadline: value '20'", "allowed: a number and ms, s, min")),
                new Case(
                        "a cassette that is not there",
                        setup -> setup.property("dns.cassette", "/nowhere/cassette.json"),
                        List.of(
                                "postern.properties, dns.cassette: value '/nowhere/cassette.json'",
                                "allowed: a readable")),
                new Case(
                        "a cassette that is none",
                        setup -> setup.dns("{\"x.example\": {\"MX\": [\"mail\"]}}"),
                        List.of("postern.properties, dns.cassette", "MX")),
                new Case(
                        "an unknown parameter of a mailet",
                        setup -> setup.mailets(
                                "<mailet match=\"All\" class=\"io.postern.mailets.Authenticate\"><x>1</x></mailet>"),
                        List.of("mailetcontainer.xml", "io.postern.mailets.Authenticate", "'x'")),
                new Case(
                        "a word that is no SPF result",
                        setup -> setup.mailets(
                                "<mailet match=\"io.postern.matchers.SpfResultIs=passed\" class=\"Null\" />"),
                        List.of(
                                "mailetcontainer.xml",
                                "SpfResultIs=passed",
                                "'passed'",
                                "allowed: none, neutral, pass")),
                new Case(
                        "a map whose file is not there",
                        setup -> setup.property("map.domains", "lmdb:/nowhere/t.mdb"),
                        List.of("postern.properties, map.domains", "/nowhere/t.mdb does not exist")),
                new Case(
                        "a map with an option that is none",
                        setup -> setup.property("map.domains", "lmdb:/nowhere/t.mdb;lock=none"),
                        List.of("postern.properties, map.domains", "'lock'", "allowed: locking, database, key")),
                new Case(
                        "a map with a relative path",
                        setup -> setup.property("map.domains", "lmdb:t.mdb"),
                        List.of("postern.properties, map.domains", "'t.mdb'", "an absolute path")),
                new Case(
                        "a name that no map has, in a matcher",
                        setup -> setup.mailets(
                                "<mailet match=\"io.postern.matchers.RecipientInLmdb=domains\" class=\"Null\" />"),
                        List.of("RecipientInLmdb", "'domains' (no map of this name", "allowed: the name of a map")),
                new Case(
                        "a mailet without its map",
                        setup -> setup.mailets(
                                "<mailet match=\"All\" class=\"io.postern.mailets.LmdbRewrite\"></mailet>"),
                        List.of("io.postern.mailets.LmdbRewrite", "map: value ''")),
                new Case(
                        "a check that is none",
                        setup -> setup.handler("org.apache.james.smtpserver.fastfail.ValidRcptHandler", "")
                                .replace(
                                        "smtpserver.xml",
                                        Pattern.compile(
                                                "<handler class=\"org.apache.james.smtpserver.fastfail.ValidRcptHandler\">"),
                                        "<handler class=\"io.postern.smtp.LmdbRcptHook\"><checks>helo:domains</checks></handler>"
                                                + "<handler class=\"org.apache.james.smtpserver.fastfail.ValidRcptHandler\">"),
                        List.of("io.postern.smtp.LmdbRcptHook", "checks: value 'helo:domains'", "not sender:")),
                new Case(
                        "a word that is no reject action",
                        setup -> setup.authenticationHook("<rejectAction>maybe</rejectAction>"),
                        List.of("rejectAction: value 'maybe'", "allowed: corroborated | always | never")),
                new Case(
                        "a suffix list that is not there",
                        setup -> setup.authenticationHook("<pslFile>/nowhere/psl</pslFile>"),
                        List.of("io.postern.smtp.AuthenticationHook", "pslFile: value '/nowhere/psl'")),
                new Case(
                        "a quarantine processor that does not exist",
                        setup -> setup.authenticationHook("<quarantineProcessor>nowhere</quarantineProcessor>"),
                        List.of("quarantineProcessor: value 'nowhere'", "allowed: root, transport")),
                new Case(
                        "a processor for picked-up mail that does not exist",
                        setup -> setup.pickup(Path.of("/tmp")).property("pickupProcessor", "nowhere"),
                        List.of("postern.properties, pickupProcessor: value 'nowhere'; allowed: root, transport")),
                new Case(
                        "a word that is no DMARC status",
                        setup -> setup.mailets(
                                "<mailet match=\"io.postern.matchers.DmarcStatusIs=fail\" class=\"Null\" />"),
                        List.of("DmarcStatusIs=fail", "'fail'", "allowed: accept, nofrom")),
                new Case(
                        "a DKIM condition with a domain that is none",
                        setup -> setup.mailets(
                                "<mailet match=\"io.postern.matchers.DkimResultIs=pass domain:a..b\" class=\"Null\" />"),
                        List.of("DkimResultIs", "domain: and a domain name")),
                new Case(
                        "REQUIRETLS without saying that mail stays here",
                        setup -> setup.behindSession("io.postern.smtp.RequireTlsHook", ""),
                        List.of("io.postern.smtp.RequireTlsHook", "localOnly: value 'false'", "allowed: true")),
                new Case(
                        "REQUIRETLS without a dispatcher that sees it in lower case",
                        setup -> setup.behindSession("io.postern.smtp.RequireTlsHook", "<localOnly>true</localOnly>")
                                .dispatcher("<mode>off</mode>"),
                        List.of("<handlerchain>", "RequireTlsHook without CommandDispatcher")),
                new Case(
                        "REQUIRETLS beside James's own",
                        setup -> setup.behindSession("io.postern.smtp.RequireTlsHook", "<localOnly>true</localOnly>")
                                .handlers("org.apache.james.smtpserver.tls.SmtpRequireTlsEhloHook"),
                        List.of("SmtpRequireTlsEhloHook' beside RequireTlsHook", "allowed: one of the two")),
                new Case(
                        "REQUIRETLS before James's DSN",
                        setup -> setup.behindSession("io.postern.smtp.RequireTlsHook", "<localOnly>true</localOnly>")
                                .handlers("org.apache.james.smtpserver.dsn.DSNMessageHook"),
                        List.of("RequireTlsHook stands before DSNMessageHook", "allowed: behind it")),
                new Case(
                        "a correspondent who is neither sender nor recipient",
                        setup -> setup.behindSession(
                                "io.postern.smtp.RequireTlsHook",
                                "<localOnly>true</localOnly><requireFor>from:a@example.org</requireFor>"),
                        List.of("requireFor: value 'from:a@example.org'", "allowed: sender: or recipient:")),
                new Case(
                        "a processor that does not exist",
                        setup -> setup.mailets("<mailet match=\"All\" class=\"io.postern.mailets.Authenticate\">"
                                + "<refusedProcessor>nowhere</refusedProcessor></mailet>"),
                        List.of("nowhere")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void stopsTheStart(Case test, @TempDir Path folder) throws Exception {
        JamesUnderTest.Setup setup = JamesUnderTest.sample(folder);
        test.change.apply(setup);

        Throwable refusal = catchThrowable(() -> setup.start().close());

        assertThat(refusal).isNotNull();
        assertThat(Stream.iterate(refusal, t -> t != null, Throwable::getCause)
                        .map(String::valueOf)
                        .collect(Collectors.joining("\n")))
                .contains(test.told);
    }
}

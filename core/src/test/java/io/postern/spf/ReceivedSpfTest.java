// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.envelope.Helo;
import io.postern.envelope.ReversePath;
import io.postern.message.HeaderField;
import io.postern.testing.Prerequisites;
import io.postern.value.IpAddress;
import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReceivedSpfTest {
    // RFC 7208 §9.1, in the form that we write it; CFWS is a fold
    private static final String ATEXT = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    private static final String VALUE = "(" + ATEXT + "(\\." + ATEXT + ")*|\"([^\"\\\\\\r\\n]|\\\\[ -~])*\")";
    private static final String PAIR = "[a-z-]+=" + VALUE;
    private static final Pattern FIELD =
            Pattern.compile("Received-SPF: (pass|fail|softfail|neutral|none|temperror|permerror)"
                    + "\r\n\t\\(([^()\\\\\\r\\n]|\\\\[ -~])*\\)\r\n\t" + PAIR + "(;\r\n\t" + PAIR + ")*\r\n");
    private static final List<SpfResult> RESULTS = List.of(SpfResult.values());

    private static String field(SpfOutcome outcome, SpfRequest request) {
        return HeaderField.of(ReceivedSpf.NAME, ReceivedSpf.body(outcome, request))
                .toString();
    }

    private static String field(Scenario scenario) {
        return field(scenario.check(), scenario.request());
    }

    @Test
    void aPassNamesItsMechanism() {
        assertThat(field(Scenario.ofRecord("v=spf1 +ip4:192.0.2.0/24 -all"))).isEqualTo("""
                        Received-SPF: pass\r
                        \t(mx.receiver.example: domain of alice@example.com designates 192.0.2.1 as permitted sender)\r
                        \tclient-ip=192.0.2.1;\r
                        \tenvelope-from="alice@example.com";\r
                        \thelo=mail.example.com;\r
                        \tidentity=mailfrom;\r
                        \tmechanism="ip4:192.0.2.0/24";\r
                        \treceiver=mx.receiver.example\r
                        """);
    }

    @Test
    void withoutAMatchTheMechanismIsDefault() {
        assertThat(field(Scenario.ofRecord("v=spf1"))).contains("mechanism=default;");
    }

    @Test
    void anErrorTellsTheProblem() {
        assertThat(field(Scenario.of("example.com TXT TIMEOUT"))).contains("problem=time-out;");
    }

    @Test
    void anIpv6AddressIsQuoted() {
        assertThat(field(Scenario.ofRecord("v=spf1 -all").from("2001:db8::1"))).contains("client-ip=\"2001:db8::1\";");
    }

    @Test
    void theNullSenderIsShownAsWhatWasChecked() {
        assertThat(field(Scenario.ofRecord("v=spf1 -all").mailFrom("").helo("example.com")))
                .contains("envelope-from=\"postmaster@example.com\";");
    }

    @Test
    void theHeloIdentityIsNamed() {
        Scenario scenario = Scenario.ofRecord("v=spf1 -all").helo("example.com");
        assertThat(field(scenario.checkHelo(), scenario.request()))
                .contains("identity=helo;", "domain of example.com ");
    }

    @Test
    void anEmptyHeloIsAnEmptyString() {
        assertThat(field(Scenario.ofRecord("v=spf1 -all").helo(""))).contains("helo=\"\";");
    }

    @Test
    void aHeloCannotBeginAnotherField() {
        assertThat(field(Scenario.ofRecord("v=spf1 -all").helo("x\r\nSubject: y")))
                .contains("helo=\"x??Subject: y\";");
    }

    @Test
    void aSenderCannotEndTheComment() {
        assertThat(field(Scenario.ofRecord("v=spf1 -all").mailFrom("a)(\"\\@example.com")))
                .contains("domain of a\\)\\(\"\\\\@example.com does", "envelope-from=\"a)(\\\"\\\\@example.com\";");
    }

    @Test
    void everyLineFitsWhateverHasToBeEscaped() {
        SpfRequest request = new SpfRequest(
                IpAddress.of("192.0.2.1"),
                Helo.of("\\".repeat(900)),
                ReversePath.of("(".repeat(900) + "@example.com"),
                ")".repeat(500));
        SpfOutcome outcome = SpfOutcome.unchecked(request, new Problem(ProblemKind.SYNTAX, "\"".repeat(2_000)));
        assertThat(field(outcome, request)).matches(FIELD);
    }

    @Test
    void theGrammarHoldsWhateverTheClientSends() {
        long seed = 7208;
        Random random = new Random(seed);
        for (int round = 0; round < Prerequisites.fuzzRounds(); round++) {
            SpfRequest request = new SpfRequest(
                    IpAddress.of(random.nextBoolean() ? "192.0.2.1" : "2001:db8::1"),
                    Helo.of(noise(random)),
                    ReversePath.of(noise(random) + "@" + noise(random)),
                    "mx.receiver.example");
            SpfResult result = RESULTS.get(random.nextInt(RESULTS.size()));
            boolean error = result == SpfResult.TEMPERROR || result == SpfResult.PERMERROR;
            SpfOutcome outcome = new SpfOutcome(
                    result,
                    SpfIdentity.MAIL_FROM,
                    noise(random) + "@" + noise(random),
                    noise(random),
                    Optional.empty(),
                    Optional.empty(),
                    error ? Optional.of(new Problem(ProblemKind.SYNTAX, noise(random))) : Optional.empty(),
                    0,
                    0,
                    false);
            assertThat(field(outcome, request))
                    .as("seed " + seed + " round " + round)
                    .matches(FIELD);
        }
    }

    private static String noise(Random random) {
        String odd = "\r\n\t\0()\"\\;=. ,<>@\u00e4\u2028\ud83d";
        StringBuilder out = new StringBuilder();
        int length = random.nextInt(random.nextInt(10) == 0 ? 400 : 12);
        for (int i = 0; i < length; i++) {
            out.append(random.nextBoolean() ? odd.charAt(random.nextInt(odd.length())) : (char) ('a' + i % 26));
        }
        return out.toString();
    }
}

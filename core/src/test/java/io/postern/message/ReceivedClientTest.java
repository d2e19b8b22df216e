// SPDX-License-Identifier: Apache-2.0
package io.postern.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.Prerequisites;
import io.postern.value.IpAddress;
import io.postern.value.Parsed;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReceivedClientTest {
    record Case(String name, String body, String address, String helo) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> forms() {
        return List.of(
                new Case(
                        "Postfix",
                        " from mail.example.org (mail.example.org [203.0.113.5])\r\n\tby mx.example.com (Postfix) with ESMTPS"
                                + " id 4X5\r\n\tfor <a@example.com>; Sat, 21 Nov 2026 20:00:00 +0000 (UTC)",
                        "203.0.113.5",
                        "mail.example.org"),
                new Case(
                        "Postfix with TLS",
                        "from h.example (unknown [IPv6:2001:db8::5]) (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384"
                                + " (256/256 bits)) (No client certificate requested) by mx.example.com (Postfix)",
                        "2001:db8::5",
                        "h.example"),
                new Case(
                        "Postfix, a literal in HELO",
                        "from [192.168.1.2] (host.example [203.0.113.5]) by mx.example.com (Postfix)",
                        "203.0.113.5",
                        "[192.168.1.2]"),
                new Case(
                        "Sendmail",
                        "from h.example (host.example [203.0.113.5] (may be forged)) (authenticated bits=0) by mx.example.com"
                                + " (8.17.1/8.17.1) with ESMTP id x",
                        "203.0.113.5",
                        "h.example"),
                new Case(
                        "Exim, a client with a name",
                        "from host.example ([203.0.113.5] helo=h.example)\n\tby mx.example.com with esmtps",
                        "203.0.113.5",
                        "h.example"),
                new Case(
                        "Exim, with the port",
                        "from host.example ([203.0.113.5]:52000 helo=[192.168.1.2]) by mx.example.com with esmtp",
                        "203.0.113.5",
                        "[192.168.1.2]"),
                new Case(
                        "Exim, a client without a name",
                        "from [203.0.113.5] (port=52000 helo=h.example) by mx.example.com with esmtp (Exim 4.96)",
                        "203.0.113.5",
                        "h.example"),
                new Case(
                        "Exim, a name like the HELO name",
                        "from host.example ([2001:db8::5]) by mx.example.com with esmtp (Exim 4.96)",
                        "2001:db8::5",
                        "host.example"),
                new Case(
                        "Exim, a literal in HELO",
                        "from [203.0.113.5] (helo=[192.168.1.2] ident=x) by mx.example.com with esmtp",
                        "203.0.113.5",
                        "[192.168.1.2]"),
                new Case(
                        "James",
                        "from h.example (EHLO h.example) ([203.0.113.5]) by mx.example.com (JAMES SMTP Server ) with ESMTP",
                        "203.0.113.5",
                        "h.example"),
                new Case(
                        "James, a literal in HELO",
                        "from [192.168.1.2] (EHLO [192.168.1.2]) ([203.0.113.5]) by mx.example.com (JAMES)",
                        "203.0.113.5",
                        "[192.168.1.2]"),
                new Case(
                        "Exchange",
                        "from A.example.org (203.0.113.5) by B.example.com (10.0.0.9) with Microsoft SMTP Server"
                                + " (version=TLS1_2, cipher=X) id 15.20; Sat, 21 Nov 2026 20:00:00 +0000",
                        "203.0.113.5",
                        "A.example.org"),
                new Case(
                        "Exchange, IPv6",
                        "from A.example.org (2001:db8::5) by B.example.com (2001:db8::9) with Microsoft SMTP Server",
                        "2001:db8::5",
                        "A.example.org"),
                new Case(
                        "qmail",
                        "from unknown (HELO h.example) (203.0.113.5) by 0 with SMTP",
                        "203.0.113.5",
                        "h.example"),
                new Case(
                        "qmail with ident",
                        "from host.example (HELO h.example) (joe@203.0.113.5) by mx.example.com with SMTP",
                        "203.0.113.5",
                        "h.example"),
                new Case("an IPv4-mapped address", "from h (h [::ffff:203.0.113.5]) by m", "203.0.113.5", "h"),
                new Case("no by", "from h.example (host.example [203.0.113.5])", "203.0.113.5", "h.example"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void isRead(Case test) {
        String unfolded = test.body.replace("\r\n", "").replace("\n", "");
        assertThat(ReceivedClient.parse(unfolded).orThrow())
                .isEqualTo(new ReceivedClient(IpAddress.of(test.address), test.helo));
    }

    static List<Case> spoofed() {
        String real = " (EHLO x) ([203.0.113.5]) by real.example (JAMES)";
        return List.of(
                new Case("HELO: x ([9.9.9.9]", "from x ([9.9.9.9]" + real, "", ""),
                new Case("HELO: x ([9.9.9.9])", "from x ([9.9.9.9])" + real, "", ""),
                new Case("HELO: x ([9.9.9.9]) by mx", "from x ([9.9.9.9]) by mx" + real, "", ""),
                new Case("HELO: x ([9.9.9.9]) by mx (", "from x ([9.9.9.9]) by mx (" + real, "", ""),
                new Case(
                        "HELO: x) (y [9.9.9.9], Exim that takes junk",
                        "from [203.0.113.5] (helo=x) (y [9.9.9.9]) by real.example with esmtp",
                        "",
                        ""),
                new Case(
                        "HELO: x) by z ([9.9.9.9], the same",
                        "from [203.0.113.5] (helo=x) by z ([9.9.9.9]) by real.example with esmtp",
                        "",
                        ""),
                new Case(
                        "a certificate's name, Postfix",
                        "from x (x [203.0.113.5]) (using TLSv1.3) (Client CN \"[9.9.9.9]\", Issuer \"x\" (not verified))"
                                + " by real.example (Postfix)",
                        "",
                        ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spoofed")
    void whatTheClientMadeAmbiguousIsNotBelieved(Case test) {
        assertThat(ReceivedClient.parse(test.body)).isInstanceOf(Parsed.Malformed.class);
    }

    static List<Case> chosenByTheClient() {
        return List.of(
                new Case("HELO [9.9.9.9]", "from [9.9.9.9] (EHLO [9.9.9.9]) ([203.0.113.5]) by m", "", ""),
                new Case("HELO x [9.9.9.9]", "from [203.0.113.5] (helo=x [9.9.9.9]) by m", "", ""),
                new Case("HELO x ([9.9.9.9]), Exim", "from [203.0.113.5] (helo=x ([9.9.9.9])) by m", "", ""),
                new Case("ident [9.9.9.9]", "from h ([203.0.113.5] helo=x ident=[9.9.9.9]) by m", "", ""),
                new Case("HELO 9.9.9.9, qmail", "from h (HELO 9.9.9.9) (203.0.113.5) by m", "", ""),
                new Case("HELO x@9.9.9.9, Exim", "from [203.0.113.5] (helo=x@9.9.9.9) by m", "", ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("chosenByTheClient")
    void whatTheClientChoseIsNotItsAddress(Case test) {
        assertThat(ReceivedClient.parse(test.body).map(ReceivedClient::address))
                .isEqualTo(Parsed.ok(IpAddress.of("203.0.113.5")));
    }

    static List<String> unreadable() {
        return List.of(
                "",
                "from",
                "by mx.example.com with local",
                "from h.example by mx.example.com",
                "from h.example (localhost) by mx.example.com",
                "from h.example ([203.0.113.256]) by mx.example.com",
                "from h.example (h [203.0.113.5) by mx.example.com",
                "from h.example (h [203.0.113.5] by mx.example.com",
                "(from h.example) by mx.example.com (203.0.113.5)");
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void isMalformed(String body) {
        assertThat(ReceivedClient.parse(body)).isInstanceOf(Parsed.Malformed.class);
    }

    @Test
    void anAddressBehindByIsTheWritersOwn() {
        assertThat(ReceivedClient.parse("from h.example by mx.example.com ([203.0.113.5])"))
                .isInstanceOf(Parsed.Malformed.class);
    }

    @Test
    void fieldsAreReadOrFoundMalformedWhateverTheyHold() {
        long seed = 5321;
        Random random = new Random(seed);
        String pieces = "from by()[]=@ \t.:;\\\"1209helo";
        for (int round = 0; round < Prerequisites.fuzzRounds(); round++) {
            StringBuilder body = new StringBuilder(
                    forms().get(random.nextInt(forms().size())).body());
            for (int i = 0; i < 1 + random.nextInt(6); i++) {
                int at = random.nextInt(body.length());
                body.replace(
                        at,
                        Math.min(body.length(), at + random.nextInt(3)),
                        pieces.substring(random.nextInt(pieces.length())));
            }
            assertThat(ReceivedClient.parse(body.toString()))
                    .as("seed " + seed + " round " + round)
                    .isNotNull();
        }
    }
}

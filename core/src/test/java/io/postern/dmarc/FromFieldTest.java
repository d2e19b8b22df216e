// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.dns.Cassette;
import io.postern.message.MessageHead;
import io.postern.testing.Prerequisites;
import io.postern.value.DomainConverter;
import io.postern.value.DomainName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FromFieldTest {
    /** Enough of IDNA for a test: one name. */
    private static final DomainConverter BUECHER =
            text -> DomainName.parse(text.replace("b\u00fccher", "xn--bcher-kva"));

    private static String shown(AuthorDomain author) {
        if (author instanceof AuthorDomain.Single single) {
            return single.domain().value();
        }
        if (author instanceof AuthorDomain.Several several) {
            return several.domains().stream().map(DomainName::value).collect(Collectors.joining(" "));
        }
        return author.getClass().getSimpleName();
    }

    private static String domainOf(String body) {
        return shown(Evaluated.author("From: " + body + "\r\n\r\n", BUECHER));
    }

    // RFC 5322 §3.4, App. A
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            alice@example.com                                       | example.com
            <alice@Example.COM>                                     | example.com
            Alice <alice@example.com>                               | example.com
            Alice Smith (of example.org) <alice@example.com> (work) | example.com
            "Smith, Alice" <alice@example.com>                      | example.com
            "alice@example.org" <alice@example.com>                 | example.com
            "a \\" <x@example.org>" <alice@example.com>             | example.com
            "alice smith"@example.com                               | example.com
            "x@example.org"@example.com                             | example.com
            (a (nested) \\) comment) alice@example.com              | example.com
            alice . smith @ mail (host) . example . com             | mail.example.com
            =?utf-8?Q?x=40example.org?= <alice@example.com>         | example.com
            Alice <@relay.example,@b.example:alice@example.com>     | example.com
            alice@example.com, bob@example.com                      | example.com
            alice@example.com, Bob <bob@example.org>                | example.com example.org
            ,alice@example.com, ,                                   | example.com
            Team: alice@example.com, Bob <bob@example.com>;         | example.com
            A: alice@example.com;, B: bob@example.net;              | example.com example.net
            alice@example.com.                                      | example.com
            alice..smith.@example.com                               | example.com
            alice@[192.0.2.1]                                       | NotInDns
            alice@192.0.2.1                                         | NotInDns
            alice@localhost                                         | NotInDns
            alice@host                                              | host
            Undisclosed:;                                           | Missing
            ,                                                       | Missing
            (nobody)                                                | Missing
            alice@b\u00fccher.example                               | xn--bcher-kva.example
            J\u00fcrgen <j\u00fcrgen@b\u00fccher.example>           | xn--bcher-kva.example
            """)
    void theAuthorDomainIsThatOfTheAddress(String body, String expected) {
        assertThat(domainOf(body)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Smith, Alice <alice@example.com>                        | example.com
            alice@example.org <alice@example.com>                   | example.com
            Dr. Alice [x] <alice@example.com>                       | example.com
            Shop: Alice <alice@example.com>                         | example.com
            =?utf-8?Q?Smith,_Alice?= <alice@example.com>            | example.com
            alice@example.com; bob@example.net                      | example.com example.net
            """)
    void namesWithoutTheQuotesThatTheyNeedAreNames(String body, String expected) {
        assertThat(domainOf(body)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Alice                                    | x
            Alice <>                                 | x
            Alice <alice>                            | x
            @example.com                             | x
            alice@                                   | x
            alice@example.com@example.org            | x
            alice smith@example.com                  | x
            alice@example.com example.org            | x
            <alice@example.com> <bob@example.org>    | x
            <<alice@example.com>>                    | x
            <alice@example.com                       | x
            alice@example.com>                       | x
            Alice <alice@example.com> Smith          | x
            "Alice <alice@example.com>               | x
            (Alice <alice@example.com>               | x
            alice@[192.0.2.1                         | x
            alice@[192.0.2.1].com                    | x
            alice@"example.com"                      | x
            alice@example..com                       | x
            alice@.example.com                       | x
            Alice, bob@example.com                   | x
            alice@example.com, Bob                   | x
            alice\u0000@example.com                  | x
            alice@caf\u00e9.example                  | x
            <@a.example alice@example.com>           | x
            Alice) <alice@example.com>               | x
            a@a.example,b@b.example,c@c.example,d@d.example,e@e.example,f@f.example | x
            alice@example.com, bob@[192.0.2.1]       | x
            """)
    void whatIsNoAddressIsUnusable(String body, String unused) {
        assertThat(domainOf(body)).isEqualTo("Unusable");
    }

    @Test
    void fieldsAreCountedAndOthersDoNotStandIn() {
        assertThat(shown(Evaluated.author("Sender: a@example.com\r\nResent-From: a@example.com\r\n\r\n")))
                .isEqualTo("Missing");
        assertThat(shown(Evaluated.author("From: a@example.com\r\nfrom: a@example.com\r\n\r\n")))
                .isEqualTo("Unusable");
        assertThat(shown(Evaluated.author("From: a@example.com\rFrom: b@example.org\r\n\r\n")))
                .isEqualTo("Unusable");
        assertThat(shown(Evaluated.author("From : Alice\r\n <a@example.com>\r\n\r\n")))
                .isEqualTo("example.com");
    }

    @Test
    void octetsThatAreNotUtf8SpoilTheDomainOnly() throws IOException {
        byte[] name = "From: J\u00fcrgen <a@example.com>\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
        byte[] domain = "From: a@b\u00fccher.example\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
        FromField reader = new FromField(BUECHER);
        assertThat(shown(reader.of(MessageHead.read(new ByteArrayInputStream(name)))))
                .isEqualTo("example.com");
        assertThat(shown(reader.of(MessageHead.read(new ByteArrayInputStream(domain)))))
                .isEqualTo("Unusable");
    }

    @Test
    void lengthIsBoundedAndReadingIsLinear() {
        int room = FromField.MAX_OCTETS - "From: a@example.com\r\n".length();
        assertThat(domainOf("(".repeat(room / 2) + ")".repeat(room / 2) + "a@example.com"))
                .isEqualTo("example.com");
        assertThat(domainOf("x".repeat(room + 3) + "a@example.com")).isEqualTo("Unusable");
        for (String piece : List.of("(", "<", "[", "\"", "\\", ",", ":", "a@b,", "a:", "@", ".", "<a@b>")) {
            assertThat(domainOf(piece.repeat(room / piece.length()))).isNotEmpty();
        }
    }

    static List<Path> messages() throws IOException {
        try (Stream<Path> files = Files.list(Prerequisites.suite("messages"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void everyMessageOfTheSuiteHasSomeAnswer(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageHead head = MessageHead.read(in);
            AuthorDomain author = new FromField(BUECHER).of(head);
            assertThat(author instanceof AuthorDomain.Missing)
                    .isEqualTo(head.named("From").isEmpty());
            DmarcOutcome outcome = DmarcValidation.of(Cassette.builder().build())
                    .validate(new DmarcRequest(author, SpfEvidence.NONE, List.of()))
                    .toCompletableFuture()
                    .join();
            assertThat(outcome.result()).isIn(DmarcResult.NONE, DmarcResult.PERMERROR);
        }
    }

    @Test
    void mutatedFieldsAreReadOrUnusable() {
        long seed = 5322;
        Random random = new Random(seed);
        String alphabet = "()<>[]:;@\\,.\" \t\r\n\0\u00fcab=?-_";
        for (int round = 0; round < Prerequisites.fuzzRounds(); round++) {
            StringBuilder body = new StringBuilder("Team: \"A, B\" (c) <a.b@example.com>, d@example.org;");
            for (int i = random.nextInt(12); i > 0; i--) {
                int at = random.nextInt(body.length() + 1);
                int end = Math.min(body.length(), at + random.nextInt(3));
                body.replace(at, end, "" + alphabet.charAt(random.nextInt(alphabet.length())));
            }
            AuthorDomain author = Evaluated.author("From: " + body + "\r\n\r\n");
            assertThat(shown(author))
                    .as("seed " + seed + " round " + round + ": " + body)
                    .isNotEmpty();
        }
    }
}

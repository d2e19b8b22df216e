// SPDX-License-Identifier: Apache-2.0
package io.postern.authres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.postern.message.HeaderField;
import io.postern.message.Message;
import io.postern.message.OctetSource;
import io.postern.value.Parsed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationResultsTest {
    /** What is read, and written exactly so; parse and format share it. */
    record Case(String name, String text, AuthenticationResults value) {}

    static Stream<Case> canonical() {
        return Stream.of(
                new Case("RFC 8601 App. B.2: nothing was done", "example.org; none", results("example.org")),
                new Case(
                        "RFC 8601 App. B.3: one method",
                        "example.com;\r\n spf=pass smtp.mailfrom=example.net",
                        results("example.com", pass("spf").with(mailFrom("example.net")))),
                new Case(
                        "RFC 8601 App. B.4: two methods, comment and a user's address",
                        "example.com;\r\n auth=pass (cram-md5) smtp.auth=sender@example.net;\r\n"
                                + " spf=pass smtp.mailfrom=example.net",
                        results(
                                "example.com",
                                pass("auth")
                                        .withComment("cram-md5")
                                        .with(new Property("smtp", "auth", "sender@example.net")),
                                pass("spf").with(mailFrom("example.net")))),
                new Case(
                        "versions, and a reason",
                        "example.com 2;\r\n foo/3=fail reason=\"because I said so\"",
                        new AuthenticationResults(
                                "example.com",
                                2,
                                List.of(new MethodResult(
                                        "foo",
                                        3,
                                        "fail",
                                        Optional.of("because I said so"),
                                        Optional.empty(),
                                        List.of())))),
                new Case(
                        "a local part is a quoted string with everything in it",
                        "example.com;\r\n spf=pass smtp.mailfrom=\"a;(\\\" b@c\"@example.net",
                        results("example.com", pass("spf").with(mailFrom("\"a;(\\\" b@c\"@example.net")))),
                new Case(
                        "what is neither token nor address stands in quotes",
                        "example.com;\r\n dkim=pass header.b=\"a/b=\" header.x=\"\\\"\\\\\" header.y=\"\"",
                        results(
                                "example.com",
                                pass("dkim")
                                        .with(new Property("header", "b", "a/b="))
                                        .with(new Property("header", "x", "\"\\"))
                                        .with(new Property("header", "y", "")))),
                new Case(
                        "a comment with parentheses",
                        "example.com;\r\n dkim=pass (a \\(b\\) \\\\ c)",
                        results("example.com", pass("dkim").withComment("a (b) \\ c"))),
                new Case(
                        "an identity with a domain only",
                        "example.com;\r\n dkim=pass header.i=@example.net",
                        results("example.com", pass("dkim").with(new Property("header", "i", "@example.net")))),
                new Case(
                        "RFC 8616 §4: internationalized address and name",
                        "\"b\u00FCcher.example\";\r\n spf=pass smtp.mailfrom=\u03B1@b\u00FCcher.example",
                        results("b\u00FCcher.example", pass("spf").with(mailFrom("\u03B1@b\u00FCcher.example")))),
                new Case("no authserv-id, as nobody but we write it", "\"\";\r\n spf=pass", results("", pass("spf"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("canonical")
    void readsWhatItWrites(Case given) {
        assertThat(given.value.format()).isEqualTo(given.text);
        assertThat(strict(given.text)).isEqualTo(Parsed.ok(given.value));
        assertThat(lenient(given.text)).isEqualTo(Parsed.ok(given.value));
        assertThat(strict(given.text.replace("\r\n", ""))).isEqualTo(Parsed.ok(given.value));
    }

    /** Read by both grammars; the second text is what comes out again. */
    static Stream<List<String>> otherSpellings() {
        return Stream.of(
                List.of("\t example.com(a) (b(c\\))) 1 ; (d) none (e) ", "example.com; none"),
                List.of("\"exam\\ple.com\" 1;spf=pass", "example.com;\r\n spf=pass"),
                List.of("x; SPF = Pass", "x;\r\n spf=pass"),
                List.of(
                        "x; spf (a) / (b) 2 (c) = (d) pass (e) reason (f) = (g) \"h\" smtp (i) . (j) mailfrom (k) = (l) m (n)",
                        "x;\r\n spf/2=pass (e) reason=h smtp.mailfrom=m"),
                List.of("x; spf=pass ()( )(a)", "x;\r\n spf=pass (a)"),
                List.of("x; spf=pass (a\r\n\tb)", "x;\r\n spf=pass (a b)"),
                List.of("x; spf=pass (a\\\tb)", "x;\r\n spf=pass (a b)"),
                List.of("x; spf=pass reason=\"a\r\n\tb\"", "x;\r\n spf=pass reason=\"a b\""),
                List.of(
                        "x; spf=pass smtp.mailfrom=\"\\\"a b\\\"@example.net\"",
                        "x;\r\n spf=pass smtp.mailfrom=\"a b\"@example.net"),
                List.of("x; a=b c.d=\"e\"f.g=h", "x;\r\n a=b c.d=e f.g=h"),
                List.of("x; a=b reason.c=d", "x;\r\n a=b reason.c=d"),
                List.of("x; spf=none smtp.mailfrom= a=b@y", "x;\r\n spf=none smtp.mailfrom=a=b@y"),
                List.of("x; none=pass", "x;\r\n none=pass"),
                List.of("x\n ; a=b", "x;\r\n a=b"));
    }

    @ParameterizedTest
    @MethodSource("otherSpellings")
    void otherSpellingsMeanTheSame(List<String> given) {
        for (Grammar grammar : Grammar.values()) {
            assertThat(parse(given.get(0), grammar).format()).as(grammar.name()).isEqualTo(given.get(1));
        }
    }

    /** Read by the lenient grammar only. */
    static Stream<List<String>> seenInTheWild() {
        return Stream.of(
                List.of("x", "x; none"),
                List.of("x;", "x; none"),
                List.of("x; none;", "x; none"),
                List.of("x; spf=pass;", "x;\r\n spf=pass"),
                List.of("x;; spf=pass", "x;\r\n spf=pass"),
                List.of("i=1; x; spf=pass", "x;\r\n spf=pass"),
                List.of("Authentication-Results: x; spf=pass", "x;\r\n spf=pass"),
                List.of("ARC-Authentication-Results: i=12; x; spf=pass", "x;\r\n spf=pass"),
                List.of("x foo; spf=pass", "x;\r\n spf=pass"),
                List.of("x spf=pass", "x;\r\n spf=pass"),
                List.of(
                        "spf=pass (a) smtp.mailfrom=b; x.example; dkim=none",
                        "\"\";\r\n spf=pass (a) smtp.mailfrom=b;\r\n dkim=none"),
                List.of("x; dkim=pass header.b=a/b+c==", "x;\r\n dkim=pass header.b=\"a/b+c==\""),
                List.of("x; spf=pass smtp.mailfrom=<a@b.example>", "x;\r\n spf=pass smtp.mailfrom=\"<a@b.example>\""),
                List.of("x; spf=pass smtp.mailfrom=a@[192.0.2.1]", "x;\r\n spf=pass smtp.mailfrom=\"a@[192.0.2.1]\""),
                List.of("x; spf=pass smtp.remote-ip=2001:db8::1", "x;\r\n spf=pass smtp.remote-ip=\"2001:db8::1\""),
                List.of("x; spf=none smtp.mailfrom=", "x;\r\n spf=none smtp.mailfrom=\"\""),
                List.of("x; spf=none smtp.mailfrom= smtp.helo=y", "x;\r\n spf=none smtp.mailfrom=\"\" smtp.helo=y"),
                List.of(
                        "x; x-tls=pass version=TLSv1.2 bits=128/128",
                        "x;\r\n x-tls=pass version=TLSv1.2 bits=\"128/128\""),
                List.of("x; a_b=pass c_d.e_f=g", "x;\r\n a_b=pass c_d.e_f=g"),
                List.of("x; a=b c.d=e reason=f reason=g", "x;\r\n a=b reason=f c.d=e"),
                List.of("x; a=b\r\nc.d=e", "x;\r\n a=b c.d=e"),
                List.of("x;\\n a=b\n# c.d=e", "x;\r\n a=b c.d=e"));
    }

    @ParameterizedTest
    @MethodSource("seenInTheWild")
    void theLenientGrammarReadsWhatSendersWrite(List<String> given) {
        assertThat(strict(given.get(0))).isInstanceOf(Parsed.Malformed.class);
        assertThat(parse(given.get(0), Grammar.LENIENT).format()).isEqualTo(given.get(1));
    }

    record Bad(String text, int offset, String rule) {}

    static Stream<Bad> malformed() {
        return Stream.of(
                new Bad("", 0, "authserv-id"),
                new Bad("; spf=pass", 0, "authserv-id"),
                new Bad("\"x", 2, "quoted-string"),
                new Bad("(x", 2, "comment"),
                new Bad("x (y\\)", 6, "comment"),
                new Bad("x 1234567890; none", 2, "authres-version"),
                new Bad("x 1 y", 4, "authres-version"),
                new Bad("x; spf=", 7, "result"),
                new Bad("x; spf/y=pass", 7, "method-version"),
                new Bad("x; spf=pass; none", 17, "methodspec"),
                new Bad("x; none; spf=pass", 9, "method"),
                new Bad("x; spf=pass reason=", 19, "reasonspec"),
                new Bad("x; spf=pass reason=\"a", 21, "quoted-string"),
                new Bad("x; spf=pass smtp.", 17, "property"),
                new Bad("x; spf=pass smtp.a", 18, "propspec"),
                new Bad("x; spf=pass smtp.a=b .", 21, "ptype"),
                new Bad("x; spf=pass (a\u0000b)", 14, "authres-payload"),
                new Bad("x; spf=pass (a\uD800b)", 14, "authres-payload"),
                new Bad("y".repeat(899) + "; none", 0, "authserv-id"),
                new Bad("x; " + "y".repeat(256) + "=pass", 3, "method"),
                new Bad("x; spf=" + "y".repeat(256), 7, "result"),
                new Bad("x; spf=pass reason=" + "y".repeat(899), 19, "reasonspec"),
                new Bad("x; spf=pass reason=\"" + "\\\"".repeat(450) + "\"", 19, "reasonspec"),
                new Bad("x; spf=pass " + "y".repeat(33) + ".a=b", 12, "ptype"),
                new Bad("x; spf=pass smtp.a=" + "y".repeat(899), 19, "pvalue"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void saysWhereAndInWhichRuleTheTextIsWrong(Bad given) {
        assertThat(lenient(given.text)).isInstanceOfSatisfying(Parsed.Malformed.class, bad -> {
            assertThat(bad.rule()).isEqualTo(given.rule);
            assertThat(bad.offset()).isEqualTo(given.offset);
        });
        assertThat(strict(given.text)).isInstanceOf(Parsed.Malformed.class);
    }

    @Test
    void countsAndDepthsAreLimited() {
        assertThat(lenient("x" + "; a=b".repeat(AuthenticationResults.MAX_RESULTS))
                        .ok())
                .isPresent();
        assertThat(lenient("x" + "; a=b".repeat(AuthenticationResults.MAX_RESULTS + 1))
                        .ok())
                .isEmpty();
        assertThat(lenient("x; a=b" + " c.d=e".repeat(MethodResult.MAX_PROPERTIES))
                        .ok())
                .isPresent();
        assertThat(lenient("x; a=b" + " c.d=e".repeat(MethodResult.MAX_PROPERTIES + 1))
                        .ok())
                .isEmpty();
        int depth = AuthenticationResultsParser.MAX_COMMENT_DEPTH;
        assertThat(lenient("(".repeat(depth) + ")".repeat(depth) + "x").ok()).isPresent();
        assertThat(lenient("(".repeat(depth + 1) + ")".repeat(depth + 1) + "x").ok())
                .isEmpty();
        int length = AuthenticationResults.MAX_LENGTH;
        assertThat(lenient("x" + " ".repeat(length - 1)).ok()).isPresent();
        assertThat(lenient("x" + " ".repeat(length)).ok()).isEmpty();
    }

    @Test
    void aCommentThatIsTooLongIsLeftOut() {
        assertThat(parse("x; a=b (" + "c".repeat(899) + ")", Grammar.STRICT).format())
                .isEqualTo("x;\r\n a=b");
    }

    @Test
    void fieldsAreReadAsUtf8() {
        HeaderField field = HeaderField.of("Authentication-Results", " x; spf=pass smtp.mailfrom=\u03B1@example.net");

        assertThat(AuthenticationResults.parse(field, Grammar.STRICT))
                .isEqualTo(Parsed.ok(results("x", pass("spf").with(mailFrom("\u03B1@example.net")))));
    }

    @Test
    void octetsThatAreNotUtf8AreReadLenientlyOnly() throws IOException {
        byte[] octets = "Authentication-Results: x; spf=pass smtp.mailfrom=\u00E4@example.net\r\n"
                .getBytes(StandardCharsets.ISO_8859_1);
        HeaderField field = Message.read(OctetSource.of(octets)).head().fields().get(0);

        assertThat(AuthenticationResults.parse(field, Grammar.STRICT)).isInstanceOf(Parsed.Malformed.class);
        assertThat(AuthenticationResults.parse(field, Grammar.LENIENT))
                .isEqualTo(Parsed.ok(results("x", pass("spf").with(mailFrom("\uFFFD@example.net")))));
    }

    @Test
    void writesTheFieldAsAdministratorsExpectIt() {
        AuthenticationResults value = results(
                "mx.example.com",
                pass("spf")
                        .withComment("mx.example.com: domain of a@s.example designates 192.0.2.1 as permitted sender")
                        .with(mailFrom("a@s.example"))
                        .with(new Property("smtp", "helo", "mta.s.example")),
                pass("dmarc")
                        .withComment("p=REJECT sp=NONE dis=NONE")
                        .with(new Property("header", "from", "s.example")));

        assertThat(value.toField()).hasToString("""
                        Authentication-Results: mx.example.com;
                         spf=pass (mx.example.com: domain of a@s.example designates 192.0.2.1 as
                         permitted sender) smtp.mailfrom=a@s.example smtp.helo=mta.s.example;
                         dmarc=pass (p=REJECT sp=NONE dis=NONE) header.from=s.example
                        """.replace("\n", "\r\n"));
        assertThat(value.of("spf").map(MethodResult::result)).containsExactly("pass");
        assertThat(value.of("spf").findFirst().flatMap(spf -> spf.value("smtp", "helo")))
                .contains("mta.s.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\r\nBcc: b@c.example",
                "\r\n\r\nbody",
                "a\n b",
                "\u0000",
                "\u001B[2J",
                "\u007F",
                "\u0085",
                "\u2028",
                "\uD800",
                "\uDC00x",
                ") spf=pass (",
                "\\) spf=pass (",
                "a\\",
                "\"; spf=pass",
                "\\\"; spf=pass",
                "a; b=c",
                "((((",
                "))))",
                "a@b.example; dkim=pass",
                "\"a\r\nb\"@c.example",
                "\"@b.example",
                "\"\\\"@b.example",
                "  ",
                " a ",
                "a  b",
                "",
                "@",
                "a@",
                "=?utf-8?q?a?=",
                "a b\u00E4",
                "(a"
            })
    void remoteTextStaysWhereItWasPut(String remote) {
        AuthenticationResults value = results(
                "mx.example.com",
                pass("spf").withComment(remote).withReason(remote).with(Property.ofRemote("smtp", "mailfrom", remote)),
                pass("dkim"));
        HeaderField field = value.toField();

        assertThat(field.unfoldedBody()).matches("[\\x20-\\x7E\\x80-\\xFF]*");
        for (Grammar grammar : Grammar.values()) {
            assertThat(AuthenticationResults.parse(field, grammar)).isEqualTo(Parsed.ok(value));
        }
    }

    @Test
    void remoteTextIsCutAndForbiddenCharactersAreShown() {
        assertThat(Property.ofRemote("smtp", "helo", "a\r\nb\u0000").value()).isEqualTo("a??b?");
        assertThat(Property.ofRemote("smtp", "helo", "x".repeat(5000)).value()).hasSize(898);
        assertThat(Property.ofRemote("smtp", "helo", "\uD83D\uDE00".repeat(5000))
                        .value())
                .hasSize(448);
        assertThat(pass("spf").withComment("(".repeat(5000)).comment().orElseThrow())
                .hasSize(449);
        assertThat(pass("spf").withComment(" \t").comment()).contains(" ?");
        assertThat(pass("spf").withComment("  ").comment()).isEmpty();
    }

    @Test
    void valuesThatCouldNotBeWrittenAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Property("smtp", "helo", "a\nb"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Property("smtp", "helo", "x".repeat(899)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Property("s p", "helo", "a"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Property("smtp", "", "a"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Property("", "reason", "a"));
        assertThatIllegalArgumentException().isThrownBy(() -> MethodResult.of("sp.f", "pass"));
        assertThatIllegalArgumentException().isThrownBy(() -> MethodResult.of("spf", "pa ss"));
        assertThatIllegalArgumentException().isThrownBy(() -> results("a\rb"));
        assertThatIllegalArgumentException().isThrownBy(() -> new AuthenticationResults("a", -1, List.of()));
        MethodResult large = pass("spf").withReason("x".repeat(800));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AuthenticationResults.of("a", Collections.nCopies(100, large)));
    }

    private static AuthenticationResults results(String authservId, MethodResult... results) {
        return AuthenticationResults.of(authservId, List.of(results));
    }

    private static MethodResult pass(String method) {
        return MethodResult.of(method, "pass");
    }

    private static Property mailFrom(String value) {
        return new Property("smtp", "mailfrom", value);
    }

    private static AuthenticationResults parse(String text, Grammar grammar) {
        return AuthenticationResults.parse(text, grammar).orThrow();
    }

    private static Parsed<AuthenticationResults> strict(String text) {
        return AuthenticationResults.parse(text, Grammar.STRICT);
    }

    private static Parsed<AuthenticationResults> lenient(String text) {
        return AuthenticationResults.parse(text, Grammar.LENIENT);
    }
}

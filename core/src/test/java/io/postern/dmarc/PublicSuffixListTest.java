// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.dmarc.SignedDomain.Verdict;
import io.postern.value.DomainConverter;
import io.postern.value.DomainName;
import io.postern.value.Parsed;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The list's own official tests run in the backends module, where names in other scripts can be converted. */
class PublicSuffixListTest {
    /** Enough of IDNA for a test: one name. */
    private static final DomainConverter CONVERTER =
            text -> DomainName.parse(text.replace("\u516c\u53f8.cn", "xn--55qx5d.cn"));

    private static final PublicSuffixList LIST = list("example", "*.ck", "!www.ck", "co.uk", "\u516c\u53f8.cn", "a b");

    /** A list with these rules, among enough others to be one. */
    static PublicSuffixList list(String... rules) {
        return PublicSuffixList.parse(text(String.join("\n", rules), "blogs.example"), CONVERTER)
                .orThrow();
    }

    private static String text(String icann, String others) {
        StringBuilder filler = new StringBuilder();
        for (int i = 0; i < PublicSuffixList.MIN_ICANN_RULES; i++) {
            filler.append("filler" + i + " // rest of the line\n");
        }
        return "// VERSION: 2026-08-19_08-00-00_UTC\n// ===BEGIN ICANN DOMAINS===\n" + icann + "\n" + filler
                + "// ===END ICANN DOMAINS===\n// ===BEGIN PRIVATE DOMAINS===\r\n" + others
                + "\r\n// ===END PRIVATE DOMAINS===\n";
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "example,              -",
        "a.example,            a.example",
        "b.a.example,          a.example",
        "blogs.example,        -",
        "me.blogs.example,     me.blogs.example",
        "x.me.blogs.example,   me.blogs.example",
        "ck,                   -",
        "any.ck,               -",
        "a.any.ck,             a.any.ck",
        "www.ck,               www.ck",
        "a.www.ck,             www.ck",
        "uk,                   -",
        "b.uk,                 b.uk",
        "b.co.uk,              b.co.uk",
        "unlisted,             -",
        "a.b.unlisted,         b.unlisted",
        "x.xn--55qx5d.cn,      x.xn--55qx5d.cn"
    })
    void theOrganizationalDomainIsOneLabelMoreThanTheSuffix(String name, String expected) {
        String actual = LIST.organizationalDomain(DomainName.of(name))
                .map(DomainName::value)
                .orElse("-");
        assertThat(actual).isEqualTo(expected);
    }

    @Test
    void aListTellsItsVersionItsSizeAndWhatItCouldNotRead() {
        assertThat(LIST.version()).contains("2026-08-19_08-00-00_UTC");
        assertThat(LIST.icannRules()).isEqualTo(PublicSuffixList.MIN_ICANN_RULES + 6);
        assertThat(LIST.privateRules()).isEqualTo(1);
        assertThat(LIST.unreadable()).isEmpty();
        assertThat(list("good.example", "b\u00e4d.example", "*.*.example", "..").unreadable())
                .containsExactly("b?d.example", "*.*.example", "..");
    }

    @Test
    void whatCannotBeTheListIsMalformed() {
        String whole = text("example", "blogs.example");
        for (String text : new String[] {
            "",
            "<html>404</html>",
            whole.substring(0, whole.length() / 2),
            whole.substring(0, whole.length() - 30),
            whole.replace("// ===BEGIN PRIVATE", "// BEGIN PRIVATE"),
            whole.replaceAll("filler[0-9]", ""),
            " ".repeat(PublicSuffixList.MAX_LENGTH + 1)
        }) {
            assertThat(PublicSuffixList.parse(text, CONVERTER)).isInstanceOf(Parsed.Malformed.class);
        }
    }

    @Test
    void asAMethodItFindsRecordAndAlignment() {
        Evaluated message = Evaluated.in("b.co.uk v=DMARC1; p=reject")
                .from("x.y.b.co.uk")
                .dkim("z.b.co.uk")
                .by(DiscoveryMethod.PSL, LIST);
        DmarcOutcome outcome = message.outcome();
        assertThat(outcome.result()).isEqualTo(DmarcResult.PASS);
        assertThat(outcome.discovery().organizationalDomain()).contains(DomainName.of("b.co.uk"));
        assertThat(outcome.discovery().method()).isEqualTo(DiscoveryMethod.PSL);
        assertThat(outcome.methodsDiffer()).isFalse();
        assertThat(message.asked()).containsExactly("x.y.b.co.uk", "b.co.uk");
        // the walk would find it there, the list does not look between
        assertThat(Evaluated.in("y.b.co.uk v=DMARC1; p=reject")
                        .from("x.y.b.co.uk")
                        .by(DiscoveryMethod.PSL, LIST)
                        .result())
                .isEqualTo(DmarcResult.NONE);
        assertThat(Evaluated.in("b.co.uk SERVFAIL")
                        .from("x.b.co.uk")
                        .by(DiscoveryMethod.PSL, LIST)
                        .result())
                .isEqualTo(DmarcResult.TEMPERROR);
        assertThat(Evaluated.in("co.uk v=DMARC1; p=reject")
                        .from("co.uk")
                        .dkim("a.co.uk")
                        .by(DiscoveryMethod.PSL, LIST)
                        .result())
                .isEqualTo(DmarcResult.FAIL);
    }

    @Test
    void asASecondOpinionItAsksNothingAndDisagreementIsAFact() {
        Evaluated same =
                Evaluated.in("b.co.uk v=DMARC1; p=reject").from("x.b.co.uk").dkim("b.co.uk");
        assertThat(same.by(DiscoveryMethod.AUTO, LIST).outcome().methodsDiffer())
                .isFalse();
        assertThat(same.asked()).containsExactly("x.b.co.uk", "b.co.uk", "co.uk", "uk");
        // only the subdomain publishes, so the family is no family to the walk
        Evaluated other = Evaluated.in("x.b.co.uk v=DMARC1; p=reject")
                .from("x.b.co.uk")
                .dkim("b.co.uk")
                .by(DiscoveryMethod.AUTO, LIST);
        assertThat(other.result()).isEqualTo(DmarcResult.FAIL);
        assertThat(other.outcome().methodsDiffer()).isTrue();
        assertThat(other.outcome().discovery().secondOpinion())
                .contains(new SecondOpinion(DomainName.of("b.co.uk"), true, true));
        Evaluated undecided = Evaluated.in("x.b.co.uk v=DMARC1; p=reject\nb.co.uk SERVFAIL")
                .from("x.b.co.uk")
                .dkim(Verdict.FAIL, "b.co.uk")
                .by(DiscoveryMethod.AUTO, LIST);
        assertThat(undecided.outcome().methodsDiffer()).isFalse();
        assertThat(Evaluated.in("")
                        .by(DiscoveryMethod.AUTO, LIST)
                        .outcome()
                        .discovery()
                        .secondOpinion())
                .isEqualTo(Optional.empty());
    }
}

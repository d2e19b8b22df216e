// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.postern.dmarc.SignedDomain.Verdict;
import io.postern.spf.SpfResult;
import io.postern.value.DomainName;
import io.postern.value.IpAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DmarcHistoryTest {
    private static final DmarcHistory MESSAGE = new DmarcHistory(
            "1abc-000-00",
            "mx.example.org",
            Instant.ofEpochSecond(1_800_000_000),
            IpAddress.of("192.0.2.1"),
            "bounce.example.net",
            DmarcHistory.Action.QUARANTINE,
            Optional.empty());

    private static String block(DmarcHistory history, DmarcOutcome outcome) {
        return new String(history.block(outcome).orElseThrow(), StandardCharsets.US_ASCII);
    }

    @Test
    void aBlockHasTheLinesThatTheImporterReads() {
        DmarcOutcome outcome = Evaluated.in(
                        "example.com v=DMARC1; p=reject; sp=none; aspf=s; rua=mailto:a@b.example!10m,https://b.example")
                .spf(SpfResult.SOFTFAIL, "bounce.example.net")
                .dkim(Verdict.FAIL, "example.com")
                .dkim("example.org")
                .outcome();
        assertThat(block(MESSAGE, outcome)).isEqualTo("""
                job 1abc-000-00
                reporter mx.example.org
                received 1800000000
                ipaddr 192.0.2.1
                from example.com
                mfrom bounce.example.net
                spf 2
                dkim example.com s 7
                dkim example.org s 0
                pdomain example.com
                policy 16
                rua mailto:a@b.example
                rua https://b.example
                pct 100
                adkim 114
                aspf 115
                p 114
                sp 110
                align_dkim 5
                align_spf 5
                action 4
                """);
    }

    @Test
    void theNullSenderAndAPassHaveTheirOwnForms() {
        DmarcHistory nullSender = new DmarcHistory(
                "j", "r", Instant.EPOCH, IpAddress.of("2001:db8::1"), "", DmarcHistory.Action.ACCEPT, Optional.empty());
        assertThat(block(
                        nullSender,
                        Evaluated.in("example.com v=DMARC1; p=none")
                                .dkim("example.com")
                                .outcome()))
                .contains(
                        "\nipaddr 2001:db8::1\n",
                        "\nmfrom \n",
                        "\npolicy 15\n",
                        "\nrua -\n",
                        "\nsp 0\n",
                        "\nalign_dkim 4\n")
                .doesNotContain("\nspf ");
    }

    @Test
    void withoutARecordThereIsNoBlock() {
        assertThat(MESSAGE.block(Evaluated.in("").outcome())).isEmpty();
        assertThat(MESSAGE.block(Evaluated.in("example.com SERVFAIL").outcome()))
                .isEmpty();
    }

    @Test
    void whatASenderWroteMakesNoLineAndNoColumn() {
        DmarcHistory hostile = new DmarcHistory(
                "a\nb c",
                "",
                Instant.EPOCH,
                IpAddress.of("192.0.2.1"),
                "x\r\naction 2 \u00e9",
                DmarcHistory.Action.REJECT,
                Optional.empty());
        DmarcOutcome outcome = DmarcValidation.of(io.postern.dns.Cassette.builder()
                        .txt("_dmarc.example.com", "v=DMARC1; p=reject")
                        .build())
                .validate(new DmarcRequest(
                        new AuthorDomain.Single(DomainName.of("example.com")),
                        SpfEvidence.NONE,
                        List.of(
                                new SignedDomain(DomainName.of("a b.example"), "s t\nu", Verdict.POLICY),
                                new SignedDomain(DomainName.of("c.example"), "", Verdict.PERMERROR))))
                .toCompletableFuture()
                .join();
        assertThat(block(hostile, outcome).lines())
                .contains(
                        "job a?b?c",
                        "reporter -",
                        "mfrom x??action?2??",
                        "dkim a?b.example s?t?u 8",
                        "dkim c.example - 5")
                .hasSize(19);
    }

    @Test
    void arcIsLegalJson() throws IOException {
        ArcEvidence arc = new ArcEvidence(
                ArcEvidence.Chain.PASS,
                List.of(
                        new ArcEvidence.Seal(1, DomainName.of("dom.example"), "sel", "192.0.2.1"),
                        new ArcEvidence.Seal(2, DomainName.of("b\".example"), "\\\"\n", "")),
                ArcEvidence.Effect.USED);
        DmarcHistory sealed = new DmarcHistory(
                "j", "r", Instant.EPOCH, IpAddress.of("192.0.2.1"), "", DmarcHistory.Action.ACCEPT, Optional.of(arc));
        String block =
                block(sealed, Evaluated.in("example.com v=DMARC1; p=reject").outcome());
        assertThat(block)
                .contains(
                        "\narc 0\narc_policy 0 json:[{ \"i\": 1, \"d\":\"dom.example\", \"s\":\"sel\", \"ip\":\"192.0.2.1\" }, ");
        JsonNode json = new ObjectMapper().readTree(block.substring(block.indexOf("json:") + 5));
        assertThat(json).hasSize(2);
        assertThat(json.get(1).get("i").intValue()).isEqualTo(2);
    }
}

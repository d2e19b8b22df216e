// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.testing.TextDkim;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** dkimpy signs, and both judge; one process of each. */
@Tag("peer")
@Timeout(300)
class DkimpyPeerIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long NOW = 1_800_000_000;
    private static final long SEED = 20_261_121;
    private static final int MUTATED = 500;
    private static final List<String> CANONICALIZATIONS =
            List.of("relaxed/relaxed", "simple/simple", "relaxed/simple", "simple/relaxed");
    private static final String HEAD =
            "From: Alice <alice@example.com>\r\nTo: bob@example.org,\r\n\tcarol@example.org\r\n"
                    + "Subject: An  example \r\n of it\r\nDate: Sat, 21 Nov 2026 12:00:00 +0000\r\nMessage-ID: <1@example.com>\r\n";
    private static final List<String> MESSAGES = List.of(
            HEAD + "\r\nHello,\r\n\r\nthis  is a body. \r\n\t \r\n\r\n",
            HEAD + "\r\n",
            HEAD + "\r\n\r\n \r\n",
            HEAD + "X-Octets: \u00e4\u00ff\r\nMIME-Version: 1.0\r\n\r\n\u00fc  \u0080 and a long line"
                    + " word".repeat(300) + "\r\nno line end");

    /** Where dkimpy says otherwise. Each must be met, or it does not belong here. */
    private enum Deviation {
        /** RFC 6376 §5.3 and RFC 5321 §2.3.8: only CRLF ends a line; dkimpy takes a bare LF for one. */
        BARE_LF,
        /** RFC 6376 §2.8: a CR without LF is no white space; dkimpy takes it for some, in tags and around values. */
        BARE_CR,
        /** RFC 6376 §3.4.4: white space at the end of a line goes; dkimpy leaves it in a last line without CRLF. */
        LAST_LINE,
        /** RFC 6376 §5.4: a line that is no field concerns no field that is signed; dkimpy gives up the message. */
        NO_FIELD
    }

    private static PeerKey rsa;
    private static PeerKey ed25519;
    private static Dkimpy dkimpy;

    /** What both know. */
    private record Judged(String message, boolean ours, String words, boolean theirs, String why) {}

    @BeforeAll
    static void start() throws Exception {
        dkimpy = new Dkimpy("dkimpy_peer.py", NOW);
        rsa = PeerKey.rsa(SEED);
        ed25519 = PeerKey.ed25519(SEED);
    }

    @AfterAll
    static void stop() throws Exception {
        if (dkimpy != null) {
            dkimpy.close();
        }
    }

    @Test
    void whatDkimpySignsPasses() throws IOException {
        List<String> signed = signed();
        assertThat(signed).hasSize(64);
        for (Judged each : judge(signed)) {
            assertThat(each.words).as(each.message).isEqualTo("pass");
            assertThat(each.theirs).as(each.why).isTrue();
        }
    }

    /** RFC 6376 §8.2: both say pass; ours says why that is little. */
    @Test
    void whatStandsBehindTheSignedLengthIsNotSigned() throws IOException {
        List<String> longer = signed().stream()
                // of an empty body in simple form a CRLF is signed, and that is not there any more
                .filter(message -> message.contains(" l=") && !message.contains(" l=2;"))
                .map(message -> message + (message.endsWith("\r\n") ? "" : "\r\n") + "And buy this.\r\n")
                .toList();
        assertThat(longer).hasSize(28);
        for (Judged each : judge(longer)) {
            assertThat(each.theirs).as(each.why).isTrue();
            assertThat(each.words).isEqualTo("pass partial-body");
        }
    }

    @Test
    void theVerdictsOnMutatedMessagesAreTheSame() throws IOException {
        Random random = new Random(SEED);
        List<String> signed = signed();
        List<String> mutated = new ArrayList<>();
        while (mutated.size() < MUTATED) {
            String message = signed.get(random.nextInt(signed.size()));
            for (int i = random.nextInt(2); i >= 0; i--) {
                Mutation[] all = Mutation.values();
                message = all[random.nextInt(all.length)].of(message, random);
            }
            mutated.add(message);
        }
        Set<Deviation> met = EnumSet.noneOf(Deviation.class);
        List<Judged> unexplained = new ArrayList<>();
        int passed = 0;
        for (Judged each : judge(mutated)) {
            passed += each.ours ? 1 : 0;
            if (each.ours != each.theirs) {
                deviation(each).ifPresentOrElse(met::add, () -> unexplained.add(each));
            }
        }
        assertThat(unexplained).as("seed %d", SEED).isEmpty();
        assertThat(met).containsExactlyInAnyOrder(Deviation.values());
        // neither all the same nor all broken
        assertThat(passed).isBetween(MUTATED / 10, MUTATED * 9 / 10);
    }

    private static Optional<Deviation> deviation(Judged each) {
        String withoutLineEnds = each.message.replace("\r\n", "");
        if (!each.ours && withoutLineEnds.contains("\n")) {
            return Optional.of(Deviation.BARE_LF);
        }
        if (!each.ours && withoutLineEnds.contains("\r")) {
            return Optional.of(Deviation.BARE_CR);
        }
        if (each.ours && each.message.endsWith(" ") && each.why.startsWith("ValidationError: body hash mismatch")) {
            return Optional.of(Deviation.LAST_LINE);
        }
        return each.ours && each.why.startsWith("MessageFormatError: Unexpected characters in RFC822 header")
                ? Optional.of(Deviation.NO_FIELD)
                : Optional.empty();
    }

    /** Each message by both algorithms, in all canonical forms, with {@code l=} and without. */
    private static List<String> signed() throws IOException {
        List<String> signed = new ArrayList<>();
        for (String message : MESSAGES) {
            for (String canonicalization : CANONICALIZATIONS) {
                for (boolean length : List.of(false, true)) {
                    for (PeerKey key : List.of(rsa, ed25519)) {
                        ObjectNode request = JSON.createObjectNode()
                                .put("op", "sign")
                                .put("message", base64(TextDkim.octets(message)))
                                .put("selector", key.selector())
                                .put("domain", "example.com")
                                .put("algorithm", key.algorithm())
                                .put("key", key.forDkimpy())
                                .put("canonicalization", canonicalization)
                                .put("length", length);
                        byte[] octets = Base64.getDecoder()
                                .decode(dkimpy.ask(request).get("message").textValue());
                        signed.add(new String(octets, StandardCharsets.ISO_8859_1));
                    }
                }
            }
        }
        return signed;
    }

    private static List<Judged> judge(List<String> messages) throws IOException {
        Map<String, String> keys =
                Map.of("rsa._domainkey.example.com", rsa.record(), "ed._domainkey.example.com", ed25519.record());
        ObjectNode zone = JSON.createObjectNode();
        keys.forEach((name, record) -> zone.putObject(name).putArray("TXT").add(record));
        Run run = PosternJar.run(
                messages.stream()
                        .map(message -> JSON.createObjectNode()
                                .put("op", "dkim")
                                .put("now", NOW)
                                .put("messageBase64", base64(TextDkim.octets(message)))
                                .<ObjectNode>set("zone", zone))
                        .map(request -> request + "\n")
                        .collect(Collectors.joining()),
                "batch");
        assertThat(run.lines()).as(run.err()).hasSameSizeAs(messages);
        List<Judged> judged = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            JsonNode ours = JSON.readTree(run.lines().get(i)).get("results").path(0);
            ObjectNode request = JSON.createObjectNode()
                    .put("op", "verify")
                    .put("message", base64(TextDkim.octets(messages.get(i))));
            JsonNode theirs = dkimpy.ask(request.set("zone", JSON.valueToTree(keys)));
            String result = ours.path("result").asText();
            judged.add(new Judged(
                    messages.get(i),
                    result.equals("pass"),
                    (result + " " + ours.path("reason").asText()).strip(),
                    theirs.get("valid").booleanValue(),
                    theirs.get("why").textValue()));
        }
        return judged;
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}

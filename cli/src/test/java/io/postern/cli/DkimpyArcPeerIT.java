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
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** dkimpy and we seal, and both judge; one process of each. What leaves a James is judged in DkimpyArcIT. */
@Tag("peer")
@Timeout(300)
class DkimpyArcPeerIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long NOW = 1_800_000_000;
    private static final long SEED = 8_617;
    private static final int MUTATED = 1_000;
    private static final int HOPS = 5;
    private static final String HEAD =
            "Authentication-Results: mx.example.com; arc=none; spf=pass smtp.mailfrom=alice@example.com;\r\n"
                    + " dkim=none; dmarc=pass header.from=example.com\r\n"
                    + "From: Alice <alice@example.com>\r\nTo: bob@example.org,\r\n\tcarol@example.org\r\n"
                    + "Subject: An  example \r\n of it\r\nDate: Sat, 21 Nov 2026 12:00:00 +0000\r\n"
                    + "Message-ID: <1@example.com>\r\nTo-Be: x\r\n\r\n";
    private static final List<String> BODIES = List.of(
            "Hello,\r\n\r\nthis  is a body. \r\n\t \r\n\r\n", "", "\r\n\r\n \r\n", "a long line" + " word".repeat(150));

    /** Where dkimpy says otherwise. Each must be met, or it does not belong here. */
    private enum Deviation {
        /** RFC 6376 §5.3 and RFC 5321 §2.3.8: only CRLF ends a line; dkimpy takes a bare LF for one. */
        BARE_LF,
        /** A line that is no field concerns no field that is signed; dkimpy gives up the message. */
        NO_FIELD
    }

    /** What both know. */
    private record Judged(String message, String ours, String reason, String theirs, String why) {}

    private static PeerKey rsa;
    private static PeerKey ed25519;
    private static Dkimpy dkimpy;

    @BeforeAll
    static void start() throws Exception {
        dkimpy = new Dkimpy("dkimpy_arc_peer.py", NOW);
        rsa = PeerKey.rsa(SEED);
        ed25519 = PeerKey.ed25519(SEED);
    }

    @AfterAll
    static void stop() throws Exception {
        if (dkimpy != null) {
            dkimpy.close();
        }
    }

    /** One to five hops, by RSA, by Ed25519, and by both in turn. */
    @Test
    void whatWeSealPassesInBoth() throws IOException {
        List<String> sealed = new ArrayList<>();
        for (List<PeerKey> keys : List.of(List.of(rsa), List.of(ed25519), List.of(rsa, ed25519))) {
            sealed.addAll(ours(messages(), keys));
        }
        assertThat(sealed).hasSize(BODIES.size() * 3 * HOPS);
        for (Judged each : judge(sealed)) {
            assertThat(each.ours).as(each.reason + each.message).isEqualTo("pass 0");
            assertThat(each.theirs).as(each.why + each.message).isEqualTo("pass 0");
        }
    }

    /** One to five hops, and a sixth of ours. */
    @Test
    void whatDkimpySealsPassesInBoth() throws IOException {
        List<String> sealed = theirs();
        List<String> newest = sealed.subList(sealed.size() - BODIES.size(), sealed.size());
        sealed.addAll(sealedByUs(newest, rsa));
        assertThat(sealed).hasSize(BODIES.size() * (HOPS + 1));
        for (Judged each : judge(sealed)) {
            assertThat(each.ours).as(each.reason + each.message).isEqualTo("pass 0");
            assertThat(each.theirs).as(each.why + each.message).isEqualTo("pass 0");
        }
    }

    /** The newest message signature counts; that older ones are broken is told as the oldest pass. */
    @Test
    void theOldestPassIsTheSame() throws IOException {
        List<String> hops = new ArrayList<>();
        List<String> current = messages();
        for (int i = 1; i <= HOPS; i++) {
            // the hop has verified the chain before it changes the message
            String before = i == 1 ? "none" : "pass";
            String footer = i % 2 == 0 ? "\r\nfooter " + i + "\r\n" : "";
            List<String> changed =
                    current.stream().map(message -> message + footer).toList();
            current = sealedByUs(changed, i % 2 == 0 ? rsa : ed25519, request -> request.put("cv", before));
            hops.addAll(current);
        }
        List<Judged> judged = judge(hops);
        assertThat(judged).allSatisfy(each -> assertThat(each.theirs).isEqualTo(each.ours));
        assertThat(judged.stream().map(Judged::ours).distinct()).containsExactly("pass 0", "pass 2", "pass 4");
    }

    /** One octet anywhere becomes any other. */
    @Test
    void theVerdictsOnMutatedMessagesAreTheSame() throws IOException {
        Random random = new Random(SEED);
        List<String> sealed = ours(messages(), List.of(rsa, ed25519));
        sealed.addAll(theirs());
        List<String> mutated = new ArrayList<>();
        while (mutated.size() < MUTATED) {
            String message = sealed.get(random.nextInt(sealed.size()));
            int at = random.nextInt(message.length());
            mutated.add(message.substring(0, at) + (char) random.nextInt(256) + message.substring(at + 1));
        }
        Set<Deviation> met = EnumSet.noneOf(Deviation.class);
        List<Judged> unexplained = new ArrayList<>();
        int passed = 0;
        for (Judged each : judge(mutated)) {
            passed += each.ours.startsWith("pass") ? 1 : 0;
            if (!each.ours.equals(each.theirs)) {
                deviation(each).ifPresentOrElse(met::add, () -> unexplained.add(each));
            }
        }
        assertThat(unexplained).as("seed %d", SEED).isEmpty();
        assertThat(met).containsExactlyInAnyOrder(Deviation.values());
        // neither all the same nor all broken
        assertThat(passed).isBetween(MUTATED / 20, MUTATED * 9 / 10);
    }

    private static Optional<Deviation> deviation(Judged each) {
        String withoutLineEnds = each.message.replace("\r\n", "");
        if (withoutLineEnds.contains("\n")) {
            return Optional.of(Deviation.BARE_LF);
        }
        return each.why.startsWith("MessageFormatError: Unexpected characters in RFC822 header")
                ? Optional.of(Deviation.NO_FIELD)
                : Optional.empty();
    }

    private static List<String> messages() {
        return BODIES.stream().map(body -> HEAD + body).toList();
    }

    /** The messages after one hop, after two, and so on; each hop takes the next key. */
    private static List<String> ours(List<String> messages, List<PeerKey> keys) throws IOException {
        List<String> hops = new ArrayList<>();
        List<String> current = messages;
        for (int i = 0; i < HOPS; i++) {
            current = sealedByUs(current, keys.get(i % keys.size()));
            hops.addAll(current);
        }
        return hops;
    }

    private static List<String> sealedByUs(List<String> messages, PeerKey key) throws IOException {
        return sealedByUs(messages, key, request -> request);
    }

    private static List<String> sealedByUs(List<String> messages, PeerKey key, Function<ObjectNode, ObjectNode> more)
            throws IOException {
        List<String> sealed = new ArrayList<>();
        for (JsonNode answer : batch(
                messages,
                "arc-seal",
                request -> more.apply(request.put("authservId", "mx.example.com")
                        .put("domain", "example.com")
                        .put("selector", key.selector())
                        .put("keyPem", key.pem())))) {
            assertThat(answer.has("messageBase64")).as(answer.toString()).isTrue();
            sealed.add(text(answer.get("messageBase64")));
        }
        return sealed;
    }

    /** As {@link #ours}. */
    private static List<String> theirs() throws IOException {
        List<String> hops = new ArrayList<>();
        List<String> current = messages();
        for (int i = 0; i < HOPS; i++) {
            List<String> next = new ArrayList<>();
            for (String message : current) {
                // it believes what the results say of the chain
                String told = i == 0 ? message : message.replaceFirst("(?m)(^Authentication-.*)arc=none", "$1arc=pass");
                ObjectNode request = JSON.createObjectNode()
                        .put("op", "seal")
                        .put("message", base64(told))
                        .put("selector", rsa.selector())
                        .put("domain", "example.com")
                        .put("authservId", "mx.example.com")
                        .put("key", rsa.pem());
                next.add(text(dkimpy.ask(request).get("message")));
            }
            hops.addAll(next);
            current = next;
        }
        return hops;
    }

    private static List<Judged> judge(List<String> messages) throws IOException {
        List<JsonNode> ours = batch(messages, "arc-verify", request -> request);
        List<Judged> judged = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            ObjectNode request = JSON.createObjectNode().put("op", "verify").put("message", base64(messages.get(i)));
            JsonNode theirs = dkimpy.ask(request.set("zone", JSON.valueToTree(keys())));
            judged.add(new Judged(
                    messages.get(i),
                    verdict(ours.get(i), "result"),
                    ours.get(i).path("reason").asText(),
                    verdict(theirs, "cv"),
                    theirs.path("why").asText()));
        }
        return judged;
    }

    /** {@code pass} with the oldest pass; of what fails both have words of their own. */
    private static String verdict(JsonNode answer, String member) {
        String word = answer.path(member).asText();
        return word.equals("pass") ? "pass " + answer.path("oldestPass").asInt() : word;
    }

    private static List<JsonNode> batch(List<String> messages, String op, Function<ObjectNode, ObjectNode> more)
            throws IOException {
        ObjectNode zone = JSON.createObjectNode();
        keys().forEach((name, record) -> zone.putObject(name).putArray("TXT").add(record));
        Run run = PosternJar.run(
                messages.stream()
                        .map(message -> more.apply(JSON.createObjectNode()
                                        .put("op", op)
                                        .put("now", NOW)
                                        .put("messageBase64", base64(message)))
                                .<ObjectNode>set("zone", zone))
                        .map(request -> request + "\n")
                        .collect(Collectors.joining()),
                "batch");
        assertThat(run.lines()).as(run.err()).hasSameSizeAs(messages);
        List<JsonNode> answers = new ArrayList<>();
        for (String line : run.lines()) {
            answers.add(JSON.readTree(line));
        }
        return answers;
    }

    private static Map<String, String> keys() {
        return Map.of("rsa._domainkey.example.com", rsa.record(), "ed._domainkey.example.com", ed25519.record());
    }

    private static String base64(String message) {
        return Base64.getEncoder().encodeToString(TextDkim.octets(message));
    }

    private static String text(JsonNode base64) {
        return new String(Base64.getDecoder().decode(base64.textValue()), StandardCharsets.ISO_8859_1);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.testing.Prerequisites;
import io.postern.testing.TextDkim;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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

    private static KeyPair rsa;
    private static KeyPair ed25519;
    private static Process python;
    private static Writer requests;
    private static BufferedReader answers;

    /** What both know. */
    private record Judged(String message, boolean ours, String words, boolean theirs, String why) {}

    @BeforeAll
    static void start() throws Exception {
        Path program = Prerequisites.program("python3", "/usr/bin/python3");
        int imports = new ProcessBuilder(program.toString(), "-c", "import dkim, nacl")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        Prerequisites.require(imports == 0, "needs dkimpy and PyNaCl (Debian packages python3-dkim, python3-nacl)");
        python = new ProcessBuilder(program.toString(), "src/test/resources/dkimpy_peer.py", String.valueOf(NOW))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        requests = python.outputWriter(StandardCharsets.UTF_8);
        answers = new BufferedReader(new InputStreamReader(python.getInputStream(), StandardCharsets.UTF_8));
        rsa = generate("RSA", 2048);
        ed25519 = generate("Ed25519", 255);
    }

    @AfterAll
    static void stop() throws Exception {
        if (python != null) {
            requests.close();
            assertThat(python.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(python.exitValue()).isZero();
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
                    for (KeyPair key : List.of(rsa, ed25519)) {
                        ObjectNode request = JSON.createObjectNode()
                                .put("op", "sign")
                                .put("message", base64(TextDkim.octets(message)))
                                .put("selector", key == rsa ? "rsa" : "ed")
                                .put("domain", "example.com")
                                .put("algorithm", key == rsa ? "rsa-sha256" : "ed25519-sha256")
                                .put("key", privateKey(key))
                                .put("canonicalization", canonicalization)
                                .put("length", length);
                        byte[] octets = Base64.getDecoder()
                                .decode(asked(request).get("message").textValue());
                        signed.add(new String(octets, StandardCharsets.ISO_8859_1));
                    }
                }
            }
        }
        return signed;
    }

    private static List<Judged> judge(List<String> messages) throws IOException {
        Map<String, String> keys = Map.of(
                "rsa._domainkey.example.com", "v=DKIM1; k=rsa; p=" + publicKey(rsa),
                "ed._domainkey.example.com", "v=DKIM1; k=ed25519; p=" + publicKey(ed25519));
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
            JsonNode theirs = asked(request.set("zone", JSON.valueToTree(keys)));
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

    private static JsonNode asked(JsonNode request) throws IOException {
        requests.write(request + "\n");
        requests.flush();
        return JSON.readTree(String.valueOf(answers.readLine()));
    }

    /** The same keys each time, for the same signatures. */
    private static KeyPair generate(String algorithm, int bits) throws GeneralSecurityException {
        SecureRandom seeded = SecureRandom.getInstance("SHA1PRNG");
        seeded.setSeed(SEED);
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits, seeded);
        return generator.generateKeyPair();
    }

    /** PKCS#8 in PEM; of Ed25519 the seed, which stands at its end. */
    private static String privateKey(KeyPair key) {
        byte[] encoded = key.getPrivate().getEncoded();
        return key == rsa
                ? "-----BEGIN PRIVATE KEY-----\n" + base64(encoded) + "\n-----END PRIVATE KEY-----\n"
                : base64(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
    }

    private static String publicKey(KeyPair key) {
        byte[] encoded = key.getPublic().getEncoded();
        return base64(key == rsa ? encoded : Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}

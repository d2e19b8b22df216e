// SPDX-License-Identifier: Apache-2.0
package io.postern.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Seals messages for tests (RFC 8617 §5.1), by {@link TextDkim} and not by the code under test; every tag can be made
 * what it should not be. Immutable.
 */
public final class ArcSigning {
    private static final Pattern INSTANCE = Pattern.compile("[: ;\t\n]i=(\\d+)");
    private static final List<String> KINDS =
            List.of("ARC-Authentication-Results", "ARC-Message-Signature", "ARC-Seal");

    private final DkimSigning key;
    /** {@code ams.h}, {@code as.cv}; {@code aar} is what stands behind the instance. */
    private final Map<String, @Nullable String> tags;

    private ArcSigning(DkimSigning key, Map<String, @Nullable String> tags) {
        this.key = key;
        this.tags = tags;
    }

    /** By an RSA key of so many bits: d=example.com, s=rsa. */
    public static ArcSigning rsa(int bits) {
        return of(DkimSigning.rsa(bits), "rsa-sha256", "rsa");
    }

    /** By an Ed25519 key: s=ed. */
    public static ArcSigning ed25519() {
        return of(DkimSigning.ed25519(), "ed25519-sha256", "ed");
    }

    private static ArcSigning of(DkimSigning key, String algorithm, String selector) {
        Map<String, @Nullable String> tags = new LinkedHashMap<>();
        tags.put("aar", "hop.example; spf=pass smtp.mailfrom=a@example.com; dmarc=pass header.from=example.com");
        tags.put("ams.a", algorithm);
        tags.put("ams.c", "relaxed/relaxed");
        tags.put("ams.d", "example.com");
        tags.put("ams.s", selector);
        tags.put("ams.h", "from:to:subject");
        tags.put("as.a", algorithm);
        tags.put("as.d", "example.com");
        tags.put("as.s", selector);
        return new ArcSigning(key, tags);
    }

    /** With a tag of a field, {@code ams.h} say, whatever it may do; an empty text takes it out. */
    public ArcSigning with(String tag, String value) {
        Map<String, @Nullable String> more = new LinkedHashMap<>(tags);
        more.put(tag, value);
        return new ArcSigning(key, more);
    }

    /** By another domain. */
    public ArcSigning of(String domain) {
        return with("ams.d", domain).with("as.d", domain);
    }

    /** The message with one more set on top: seal, message signature, results. */
    public String seal(String message) {
        int end = message.indexOf("\r\n\r\n");
        List<String> fields = fields(message.substring(0, end + 2));
        int instance = 1 + fields.stream().mapToInt(ArcSigning::instance).max().orElse(0);
        String results = "ARC-Authentication-Results: i=" + instance + "; " + tags.get("aar") + "\r\n";
        List<String> withResults = new ArrayList<>(fields);
        withResults.add(0, results);
        String messageSignature = messageSignature(instance, withResults, message.substring(end + 4));
        StringBuilder covered = new StringBuilder();
        for (int i = 1; i < instance; i++) {
            int number = i;
            KINDS.forEach(kind -> fields.stream()
                    .filter(field -> field.startsWith(kind + ":") && instance(field) == number)
                    .forEach(field -> covered.append(TextDkim.field("relaxed", field))));
        }
        covered.append(TextDkim.field("relaxed", results)).append(TextDkim.field("relaxed", messageSignature));
        Map<String, @Nullable String> seal = new LinkedHashMap<>();
        seal.put("i", String.valueOf(instance));
        seal.put("cv", instance == 1 ? "none" : "pass");
        return signed("ARC-Seal", "as.", seal, "relaxed", covered.toString()) + messageSignature + results + message;
    }

    /** So many sets, one on top of the other. */
    public String seal(String message, int sets) {
        String sealed = message;
        for (int i = 0; i < sets; i++) {
            sealed = seal(sealed);
        }
        return sealed;
    }

    private String messageSignature(int instance, List<String> fields, String body) {
        String[] forms = (tags.getOrDefault("ams.c", "simple") + "/simple").split("/", -1);
        Map<String, @Nullable String> given = new LinkedHashMap<>();
        given.put("i", String.valueOf(instance));
        String canonical = TextDkim.body(forms[1], body);
        String limit = tags.getOrDefault("ams.l", "");
        given.put(
                "bh",
                DkimSigning.hashOf(limit.isEmpty() ? canonical : canonical.substring(0, Integer.parseInt(limit))));
        String covered = TextDkim.select(tags.getOrDefault("ams.h", "from"), fields).stream()
                .map(field -> TextDkim.field(forms[0], field))
                .collect(Collectors.joining());
        return signed("ARC-Message-Signature", "ams.", given, forms[0], covered);
    }

    private String signed(
            String name, String prefix, Map<String, @Nullable String> given, String form, String covered) {
        Map<String, @Nullable String> all = new LinkedHashMap<>(given);
        tags.forEach((tag, value) -> {
            if (tag.startsWith(prefix)) {
                all.put(tag.substring(prefix.length()), value);
            }
        });
        String unsigned = name + ": "
                + all.entrySet().stream()
                        .filter(tag -> tag.getValue() != null && !tag.getValue().isEmpty())
                        .map(tag -> tag.getKey() + "=" + tag.getValue())
                        .collect(Collectors.joining("; "))
                + ";\r\n\tb=";
        String canonical = covered + TextDkim.field(form, unsigned + "\r\n").replaceFirst("\r\n\\z", "");
        return unsigned + key.signatureOf(canonical).replaceAll("(.{60})(?=.)", "$1\r\n\t ") + "\r\n";
    }

    private static int instance(String field) {
        Matcher found = INSTANCE.matcher(field);
        return KINDS.stream().anyMatch(kind -> field.startsWith(kind + ":")) && found.find()
                ? Integer.parseInt(found.group(1))
                : 0;
    }

    private static List<String> fields(String head) {
        return new ArrayList<>(Arrays.asList(head.split("(?<=\r\n)(?![ \t])", -1)));
    }

    /** A key record. */
    public String record() {
        return key.record();
    }
}

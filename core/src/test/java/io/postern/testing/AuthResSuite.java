// SPDX-License-Identifier: Apache-2.0
package io.postern.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.postern.authres.AuthenticationResults;
import io.postern.authres.MethodResult;
import io.postern.authres.Property;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Authentication-Results cases of Mail::AuthenticationResults and MimeKit, which the lenient grammar is held to.
 */
public final class AuthResSuite {
    /** Cases where we are right to differ, with the reason; one that passes fails the build. */
    private static final Map<String, String> DEVIATIONS = Map.of(
            "test.example.com; foo = ",
            "RFC 8601 §2.2: a result is a Keyword, which is not empty; MimeKit refuses the same (authserv-id; abc=)");

    /** How the cases begin that are right by RFC 8601 §2.2; the others need the lenient grammar. */
    private static final List<String> CONFORMING = List.of(
            "mxs.mail.ru; spf=pass ",
            "example.com; spf=pass ptype1.prop1=value1 ",
            "example.com; foo=pass (2 of 3 tests OK)",
            "example.com; spf=pass smtp.mailfrom=example.net",
            "example.com; spf=pass smtp.mailfrom=@example.net");

    private static final Pattern EXPECTATION = Pattern.compile("EqualTo \\((?:\"(.*)\"|(\\d+))\\)", Pattern.DOTALL);
    private static final Pattern RESULT = Pattern.compile("authres\\.Results\\[(\\d+)]\\.(.+)");
    private static final Pattern PROPERTY = Pattern.compile("Properties\\[(\\d+)]\\.(.+)");
    /** What MimeKit keeps and our value does not have. */
    private static final Pattern NOT_OURS =
            Pattern.compile("authres\\.(Instance\\.Value|ToString \\(\\)|Results\\[\\d+]\\.Office365.*)");

    /**
     * One case.
     *
     * @param text body of a field, or a whole one
     * @param parses whether the suite takes it for a field; see {@link #isDeviation}
     * @param facts about the value, as MimeKit's tests say them; may be missing
     */
    public record Case(String text, boolean parses, JsonNode facts) {
        /** Whether we are right to differ from the suite. */
        public boolean isDeviation() {
            return DEVIATIONS.containsKey(text);
        }

        /** Whether the strict grammar must take it too. */
        public boolean isConforming() {
            return CONFORMING.stream().anyMatch(text::startsWith);
        }

        /** Fails where the value that was read differs from what the suite's authors read. */
        public void checkFacts(AuthenticationResults value) {
            check(facts, value);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private AuthResSuite() {}

    public static List<Case> perl() {
        return cases("authres/perl-mail-authenticationresults.json", "header");
    }

    public static List<Case> mimeKit() {
        return cases("authres/mimekit.json", "input");
    }

    private static List<Case> cases(String file, String textKey) {
        List<Case> cases = new ArrayList<>();
        try {
            new ObjectMapper()
                    .readTree(Prerequisites.suite(file).toFile())
                    .forEach(given -> cases.add(new Case(
                            given.get(textKey).textValue(),
                            given.get("parse").textValue().startsWith("ok"),
                            given.path("facts"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cases;
    }

    private static void check(JsonNode facts, AuthenticationResults value) {
        for (JsonNode fact : facts) {
            String subject = fact.get(0).textValue();
            Matcher expectation = EXPECTATION.matcher(fact.get(1).textValue());
            if (NOT_OURS.matcher(subject).matches()) {
                continue;
            }
            assertThat(expectation.matches()).as(fact.toString()).isTrue();
            String expected = expectation.group(1) != null ? expectation.group(1) : expectation.group(2);
            assertThat(actual(subject, value)).as(subject).isEqualTo(expected);
        }
    }

    private static String actual(String subject, AuthenticationResults value) {
        Matcher result = RESULT.matcher(subject);
        if (result.matches()) {
            return ofResult(result.group(2), value.results().get(Integer.parseInt(result.group(1))));
        }
        return switch (subject) {
            case "authres.AuthenticationServiceIdentifier" -> value.authservId();
            case "authres.Version.Value" -> Integer.toString(value.version());
            case "authres.Results.Count" -> Integer.toString(value.results().size());
            default -> throw new AssertionError("unknown fact: " + subject);
        };
    }

    private static String ofResult(String subject, MethodResult result) {
        Matcher property = PROPERTY.matcher(subject);
        if (property.matches()) {
            return ofProperty(property.group(2), dotted(result).get(Integer.parseInt(property.group(1))));
        }
        return switch (subject) {
            case "Method" -> result.method();
            case "Version.Value" -> Integer.toString(result.methodVersion());
            case "Result" -> result.result();
            case "ResultComment" -> result.comment().orElse("");
            case "Reason" -> result.reason().orElse("");
            case "Action" -> result.value("", "action").orElse("");
            case "Properties.Count" -> Integer.toString(dotted(result).size());
            default -> throw new AssertionError("unknown fact: " + subject);
        };
    }

    private static String ofProperty(String subject, Property property) {
        return switch (subject) {
            case "PropertyType" -> property.ptype();
            case "Property" -> property.property();
            case "Value" -> property.value();
            default -> throw new AssertionError("unknown fact: " + subject);
        };
    }

    /** MimeKit counts Office 365's {@code action=} apart; to us it is a property without ptype. */
    private static List<Property> dotted(MethodResult result) {
        return result.properties().stream()
                .filter(property -> !property.ptype().isEmpty())
                .toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.envelope;

import io.postern.envelope.MailCommand.Parameter;
import io.postern.envelope.ParameterFault.Kind;
import io.postern.value.Ascii;
import io.postern.value.Parsed;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which parameters the commands MAIL and RCPT may have here (RFC 5321 §4.1.1.11). Values are the business of whoever
 * registered the keyword, those of BODY excepted. Immutable.
 */
public final class ParameterRules {
    // RFC 6152 §2: BODY and its values
    private static final String BODY = "BODY";
    private static final Set<String> BODY_VALUES = Set.of("7BIT", "8BITMIME");

    // RFC 1870 §3: SIZE. RFC 4954 §3: AUTH
    private static final Set<String> ALWAYS_KNOWN = Set.of("SIZE", BODY, "AUTH");

    private final Set<String> registered;

    private ParameterRules(Set<String> registered) {
        this.registered = registered;
    }

    /**
     * Rules for a server where MAIL has these keywords, in any case, besides SIZE, BODY and AUTH. If BODY itself is
     * among them, somebody else judges its values.
     */
    public static ParameterRules of(Collection<String> registered) {
        return new ParameterRules(registered.stream()
                .map(keyword -> keyword.toUpperCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet()));
    }

    /** The first fault of a MAIL command's parameters; empty too when verb or path are wrong, which others answer. */
    public Optional<ParameterFault> fault(Parsed<MailCommand> mail) {
        return mail.fold(command -> firstFault(command.parameters()), ParameterRules::malformed);
    }

    /**
     * A parameter that an RCPT command has twice; all else that may be wrong with it is answered by others.
     *
     * @param rcpt malformed ones have no fault
     */
    public static Optional<ParameterFault> repetition(Parsed<RcptCommand> rcpt) {
        Set<String> seen = new HashSet<>();
        return rcpt.ok().stream()
                .flatMap(command -> command.parameters().stream())
                .map(ParameterRules::keyword)
                .filter(keyword -> !seen.add(keyword))
                .findFirst()
                .map(keyword -> fault(Kind.REPEATED, keyword));
    }

    private Optional<ParameterFault> firstFault(List<Parameter> parameters) {
        Set<String> seen = new HashSet<>();
        for (Parameter parameter : parameters) {
            String keyword = keyword(parameter);
            // RFC 5321 §4.1.1.11: a parameter that the server does not recognize is answered by 555
            if (!ALWAYS_KNOWN.contains(keyword) && !registered.contains(keyword)) {
                return Optional.of(fault(Kind.UNKNOWN, keyword));
            }
            // AMBIGUOUS RFC 5321 §4.1.2: nothing is said of a keyword that comes twice; every extension adds one
            // parameter, so the second is a syntax error
            if (!seen.add(keyword)) {
                return Optional.of(fault(Kind.REPEATED, keyword));
            }
            if (keyword.equals(BODY) && !registered.contains(BODY) && !isBody(parameter)) {
                return Optional.of(fault(Kind.BODY, keyword));
            }
        }
        return Optional.empty();
    }

    /** RFC 6152 §2: {@code body-value = "7BIT" / "8BITMIME"}; BINARYMIME needs an extension that somebody registers. */
    private static boolean isBody(Parameter parameter) {
        return parameter
                .value()
                .filter(value -> BODY_VALUES.contains(value.toUpperCase(Locale.ROOT)))
                .isPresent();
    }

    private static Optional<ParameterFault> malformed(Parsed.Malformed<MailCommand> bad) {
        return PathCommand.isAboutParameters(bad)
                ? Optional.of(fault(Kind.MALFORMED, Ascii.printable(bad.message(), ParameterFault.MAX_KEYWORD)))
                : Optional.empty();
    }

    private static String keyword(Parameter parameter) {
        return parameter.keyword().toUpperCase(Locale.ROOT);
    }

    private static ParameterFault fault(Kind kind, String keyword) {
        return new ParameterFault(kind, Ascii.printable(keyword, ParameterFault.MAX_KEYWORD));
    }
}

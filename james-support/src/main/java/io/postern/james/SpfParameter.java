// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.policy.ActionWord;
import io.postern.policy.Mode;
import io.postern.policy.SpfPolicy.DomainOverride;
import io.postern.spf.Explanations;
import io.postern.spf.MacroString;
import io.postern.spf.SpfRecord;
import io.postern.spf.SpfReplyText;
import io.postern.spf.SpfTransaction;
import io.postern.value.Ascii;
import io.postern.value.Parsed;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The parameters of SPF, the same at SMTP time and in the spooler. */
public enum SpfParameter implements Parameter {
    MODE("mode", "observe", ParameterType.words(List.of(Mode.values()), Mode::keyword)),
    FAIL("fail", "auto", Types.AUTO_ACTION),
    SOFTFAIL("softfail", "tag", Types.ACTION),
    NEUTRAL("neutral", "tag", Types.ACTION),
    NONE("none", "tag", Types.ACTION),
    PERMERROR("permerror", "tag", Types.ACTION),
    TEMPERROR("temperror", "auto", Types.AUTO_ACTION),
    CHECK_HELO("checkHelo", "true", ParameterType.FLAG),
    HELO_FAIL("heloFail", "tag", Types.ACTION),
    GUESS_RECORD("guessRecord", "", Types.GUESS_RECORD),
    GUESS_FAIL("guessFail", "tag", Types.ACTION),
    GUESS_SOFTFAIL("guessSoftfail", "tag", Types.ACTION),
    GUESS_NEUTRAL("guessNeutral", "tag", Types.ACTION),
    DOMAIN_OVERRIDES(
            "domainOverrides",
            "",
            ParameterType.list(
                    "overrides such as aol.com:neutral=fail or .example.org:softfail=reject", Types::override)),
    TRUSTED_NETWORKS("trustedNetworks", "", ParameterType.NETWORKS),
    TRUSTED_RELAYS("trustedRelays", "", ParameterType.NETWORKS),
    EXPLANATION("explanation", "off", ParameterType.words(List.of(Explanations.values()), Types::onOff)),
    REPLY_TEMPLATE(
            "replyTemplate",
            "SPF check of %{_scope} failed: %{c} is not allowed to send mail from %{_identity}",
            new ParameterType<MacroString>(
                    "text with SPF macros, %{_scope} and %{_identity}", SpfReplyText::parseTemplate)),
    RECEIVED_SPF("receivedSpf", "false", ParameterType.FLAG);

    private final Declaration declaration;

    SpfParameter(String name, String defaultText, ParameterType<?> type) {
        declaration = new Declaration(name, defaultText, type);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }

    private static final class Types {
        static final ParameterType<ActionWord> ACTION =
                ParameterType.words(List.of(ActionWord.values()), ActionWord::keyword);
        /** {@code auto} is empty: what it means depends on whether DMARC is evaluated too. */
        static final ParameterType<Optional<ActionWord>> AUTO_ACTION = ParameterType.words(
                Stream.concat(
                                Arrays.stream(ActionWord.values()).map(Optional::of),
                                Stream.of(Optional.<ActionWord>empty()))
                        .toList(),
                word -> word.map(ActionWord::keyword).orElse("auto"));

        static final ParameterType<Optional<SpfRecord>> GUESS_RECORD = ParameterType.optional(
                "empty for no guess, the word exim for its record, or an SPF record", Types::guessRecord);

        static String onOff(Explanations explanations) {
            return explanations == Explanations.SHOW ? "on" : "off";
        }

        private static Parsed<SpfRecord> guessRecord(String text) {
            return SpfRecord.parse(text.equals("exim") ? SpfTransaction.EXIM_GUESS : text);
        }

        /** {@code domain:result=result-or-action}; a leading dot stands for everything below the domain. */
        static Parsed<DomainOverride> override(String text) {
            return DomainOverride.parse(Ascii.toLowerCase(text));
        }
    }
}

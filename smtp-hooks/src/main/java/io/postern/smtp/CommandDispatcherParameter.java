// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.james.Parameter;
import io.postern.james.ParameterType;
import io.postern.policy.Mode;
import io.postern.value.Ascii;
import io.postern.value.Parsed;
import java.util.List;

/** What {@link CommandDispatcher} may be told. */
public enum CommandDispatcherParameter implements Parameter {
    MODE("mode", "observe", ParameterType.words(List.of(Mode.values()), Mode::keyword)),
    EXTRA_MAIL_PARAMETERS(
            "extraMailParameters", "", ParameterType.list("keywords such as XSHADOW", Types::esmtpKeyword));

    private final Declaration declaration;

    CommandDispatcherParameter(String name, String defaultText, ParameterType<?> type) {
        declaration = new Declaration(name, defaultText, type);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }

    private static final class Types {
        // RFC 5321 §4.1.2: esmtp-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-")
        static Parsed<String> esmtpKeyword(String text) {
            boolean right = !text.startsWith("-")
                    && text.chars().allMatch(c -> Ascii.isAlpha(c) || Ascii.isDigit(c) || c == '-');
            return right ? Parsed.ok(text) : Parsed.malformed(0, "esmtp-keyword", "letters, digits and hyphens only");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.james.LookupSubject;
import io.postern.james.Parameter;
import io.postern.james.ParameterType;
import io.postern.policy.Mode;
import io.postern.value.Parsed;
import java.util.List;

/** What {@link LmdbRcptHook} may be told. */
public enum LmdbRcptHookParameter implements Parameter {
    MODE("mode", "observe", ParameterType.words(List.of(Mode.values()), Mode::keyword)),
    CHECKS(
            "checks",
            "",
            ParameterType.list("checks such as recipient:access or senderDomain:/path", LmdbRcptHookParameter::check)),
    AUTHENTICATED("authenticated", "skip", ParameterType.words(List.of("skip", "check"), word -> word)),
    ALLOW_RELAY("allowRelay", "false", ParameterType.FLAG);

    /**
     * One of the checks, which are carried out in their order.
     *
     * @param map a name or a path
     */
    record Check(LookupSubject subject, String map) {}

    private final Declaration declaration;

    LmdbRcptHookParameter(String name, String defaultText, ParameterType<?> type) {
        declaration = new Declaration(name, defaultText, type);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }

    private static Parsed<Check> check(String text) {
        int colon = text.indexOf(':');
        String word = colon < 0 ? text : text.substring(0, colon);
        for (LookupSubject subject : LookupSubject.values()) {
            if (colon > 0 && colon < text.length() - 1 && subject.keyword().equals(word)) {
                return Parsed.ok(new Check(subject, text.substring(colon + 1)));
            }
        }
        return Parsed.malformed(
                0, "check", "not sender:, senderDomain:, recipient:, recipientDomain: or remoteAddress: and a map");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.james.Parameter;
import io.postern.james.ParameterType;
import io.postern.policy.Mode;
import io.postern.value.Parsed;
import java.util.List;

/** The parameters of {@link PipeConnectHook}. The documentation is docs/early-pipelining.md. */
public enum PipeConnectParameter implements Parameter {
    MODE("mode", "observe", ParameterType.words(List.of(Mode.values()), Mode::keyword)),
    ADVERTISE_HOSTS("advertiseHosts", "0.0.0.0/0 ::/0", ParameterType.NETWORKS),
    KEYWORDS(
            "keywords", "PIPECONNECT", ParameterType.list("PIPECONNECT, PIPE_CONNECT, X_PIPE_CONNECT", Types::keyword)),
    FAST_OPEN("fastOpen", "20", ParameterType.number(0, 65_535));

    private final Declaration declaration;

    PipeConnectParameter(String name, String defaultText, ParameterType<?> type) {
        declaration = new Declaration(name, defaultText, type);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }

    private static final class Types {
        /** What Exim 4.96 and later, 4.95, and 4.92 to 4.94 look for. */
        private static final List<String> KNOWN = List.of("PIPECONNECT", "PIPE_CONNECT", "X_PIPE_CONNECT");

        static Parsed<String> keyword(String text) {
            return KNOWN.contains(text) ? Parsed.ok(text) : Parsed.malformed(0, "keyword", "no keyword of Exim");
        }
    }
}

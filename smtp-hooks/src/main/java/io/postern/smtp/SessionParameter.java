// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.james.Parameter;
import io.postern.james.ParameterType;
import io.postern.smtp.gate.LineEnds;
import java.util.List;

/** The parameters of {@link SessionHandler}. The documentation is docs/session.md. */
enum SessionParameter implements Parameter {
    GATE("gate", "on", ParameterType.words(List.of(GateUse.values()), GateUse::keyword)),
    SMUGGLING("smuggling", "refuse", ParameterType.words(List.of(LineEnds.values()), LineEnds::keyword));

    /** Whether the gate is put before James. */
    enum GateUse {
        ON("on"),
        OFF("off");

        private final String keyword;

        GateUse(String keyword) {
            this.keyword = keyword;
        }

        String keyword() {
            return keyword;
        }
    }

    private final Declaration declaration;

    SessionParameter(String name, String defaultText, ParameterType<?> type) {
        declaration = new Declaration(name, defaultText, type);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.mailets;

import io.postern.james.Parameter;
import io.postern.james.ParameterType;

/** What {@link LmdbRewrite} may be told. */
public enum LmdbRewriteParameter implements Parameter {
    MAP("map", "", ParameterType.TEXT),
    RECURSIVE("recursive", "false", ParameterType.FLAG),
    MAX_LEVELS("maxLevels", "10", ParameterType.number(2, 50)),
    MAX_RECIPIENTS("maxRecipients", "1000", ParameterType.number(1, 100_000)),
    ERROR_PROCESSOR("errorProcessor", "error", ParameterType.TEXT),
    ON_LOOKUP_ERROR("onLookupError", "", ParameterType.TEXT);

    private final Declaration declaration;

    LmdbRewriteParameter(String name, String defaultText, ParameterType<?> type) {
        declaration = new Declaration(name, defaultText, type);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}

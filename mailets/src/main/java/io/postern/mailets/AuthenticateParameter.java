// SPDX-License-Identifier: Apache-2.0
package io.postern.mailets;

import io.postern.james.Parameter;
import io.postern.james.ParameterType;

/** What {@link Authenticate} has besides the parameters of SPF. */
public enum AuthenticateParameter implements Parameter {
    REFUSED_PROCESSOR("refusedProcessor", "", ParameterType.TEXT);

    private final String parameterName;
    private final String defaultText;
    private final ParameterType<?> type;

    AuthenticateParameter(String parameterName, String defaultText, ParameterType<?> type) {
        this.parameterName = parameterName;
        this.defaultText = defaultText;
        this.type = type;
    }

    @Override
    public String parameterName() {
        return parameterName;
    }

    @Override
    public String defaultText() {
        return defaultText;
    }

    @Override
    public ParameterType<?> type() {
        return type;
    }
}

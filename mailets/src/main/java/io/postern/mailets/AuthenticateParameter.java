// SPDX-License-Identifier: Apache-2.0
package io.postern.mailets;

import io.postern.james.Parameter;
import io.postern.james.ParameterType;

/** What {@link Authenticate} has besides the parameters of SPF. */
public enum AuthenticateParameter implements Parameter {
    REFUSED_PROCESSOR("refusedProcessor", "", ParameterType.TEXT);

    private final Declaration declaration;

    AuthenticateParameter(String name, String defaultText, ParameterType<?> type) {
        declaration = new Declaration(name, defaultText, type);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}

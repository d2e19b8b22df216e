// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.james.Parameter;
import io.postern.james.ParameterType;
import io.postern.policy.Mode;
import java.util.List;

/** What {@link AuthenticationHook} has besides the parameters of DKIM and DMARC. */
public enum AuthenticationHookParameter implements Parameter {
    MODE("mode", "observe", ParameterType.words(List.of(Mode.values()), Mode::keyword)),
    TRUSTED_NETWORKS("trustedNetworks", "", ParameterType.NETWORKS);

    private final Declaration declaration;

    AuthenticationHookParameter(String name, String defaultText, ParameterType<?> type) {
        declaration = new Declaration(name, defaultText, type);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.james.Parameter;
import io.postern.james.ParameterType;
import io.postern.policy.Correspondent;

/** The parameters of {@link RequireTlsHook}. The documentation is docs/requiretls.md. */
public enum RequireTlsParameter implements Parameter {
    ADVERTISE_HOSTS("advertiseHosts", "0.0.0.0/0 ::/0", ParameterType.NETWORKS),
    LOCAL_ONLY("localOnly", "false", ParameterType.FLAG),
    REQUIRE_FOR(
            "requireFor",
            "",
            ParameterType.list("sender: or recipient: and an address or a domain", Correspondent::parse));

    private final Declaration declaration;

    RequireTlsParameter(String name, String defaultText, ParameterType<?> type) {
        declaration = new Declaration(name, defaultText, type);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}

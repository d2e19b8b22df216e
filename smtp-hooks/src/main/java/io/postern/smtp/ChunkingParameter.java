// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.james.Parameter;
import io.postern.james.ParameterType;

/** The parameters of {@link ChunkingHook}. The documentation is docs/chunking.md. */
public enum ChunkingParameter implements Parameter {
    ADVERTISE_HOSTS("advertiseHosts", "0.0.0.0/0 ::/0", ParameterType.NETWORKS);

    private final Declaration declaration;

    ChunkingParameter(String name, String defaultText, ParameterType<?> type) {
        declaration = new Declaration(name, defaultText, type);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import java.util.List;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.james.server.core.configuration.ConfigurationProvider;

/** The processors of mailetcontainer.xml, which parameters name. */
@Singleton
public class Processors {
    private final ConfigurationProvider configurations;

    @Inject
    public Processors(ConfigurationProvider configurations) {
        this.configurations = configurations;
    }

    /**
     * Refuses the start when a parameter names a processor that mailetcontainer.xml does not have. No name is one where
     * it is the default.
     */
    public void check(Parameters parameters, Parameter parameter) throws ConfigurationException {
        String name = parameters.get(parameter, String.class);
        List<String> known =
                configurations.getConfiguration("mailetcontainer").configurationsAt("processors.processor").stream()
                        .map(processor -> processor.getString("[@state]", ""))
                        .toList();
        boolean none = name.isEmpty() && parameter.defaultText().isEmpty();
        if (!none && !known.contains(name)) {
            throw parameters.refusal(parameter, name, known);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import org.apache.commons.configuration2.ex.ConfigurationException;

/** The operator's mistake: the text names file, element, value and what is allowed. James must not start. */
public final class BadConfiguration extends ConfigurationException {
    private static final long serialVersionUID = 1L;

    public BadConfiguration(String message) {
        super(message);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import java.time.Duration;
import java.util.List;

/** The keys of postern.properties that say where pairs of Exim's spool files are taken from. */
public enum PickupParameter implements Parameter {
    DIRECTORY("pickupDirectory", "", ParameterType.FILE),
    PROCESSOR("pickupProcessor", "transport", ParameterType.TEXT),
    INTERVAL("pickupInterval", "10 s", ParameterType.duration(Duration.ofMillis(100), Duration.ofHours(1))),
    ATTRIBUTES("pickupAttributes", "", ParameterType.list("attribute=acl_m_name", SpoolAttribute::parse)),
    MAX_AGE("pickupMaxAge", "15 min", ParameterType.duration(Duration.ofSeconds(1), Duration.ofDays(100))),
    MIN_FREE("pickupMinFree", "100", ParameterType.number(0, 100_000_000));

    /** All of them. */
    static final List<PickupParameter> ALL = List.of(values());

    private final Declaration declaration;

    PickupParameter(String name, String defaultText, ParameterType<?> type) {
        declaration = new Declaration(name, defaultText, type);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}

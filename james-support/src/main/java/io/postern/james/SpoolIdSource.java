// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.eximspool.IdForm;
import io.postern.eximspool.SpoolIds;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import javax.inject.Inject;
import javax.inject.Singleton;

/** The generators of message ids that all mailets of one James share: two of one kind could make the same id. */
@Singleton
public final class SpoolIdSource {
    private record Kind(IdForm form, OptionalInt node) {}

    private final PosternServices services;
    private final Map<Kind, SpoolIds> generators = new ConcurrentHashMap<>();

    @Inject
    public SpoolIdSource(PosternServices services) {
        this.services = services;
    }

    /** The one generator of this process for such ids. */
    public SpoolIds of(IdForm form, OptionalInt node) {
        return generators.computeIfAbsent(
                new Kind(form, node), kind -> SpoolIds.ofThisProcess(form, node, services.clock()));
    }
}

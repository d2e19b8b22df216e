// SPDX-License-Identifier: Apache-2.0
package io.postern.webadmin;

import io.postern.backend.lmdb.MapStatus;
import io.postern.james.LookupMap;
import io.postern.james.PosternServices;
import java.util.ArrayList;
import java.util.List;
import javax.inject.Inject;
import org.apache.james.core.healthcheck.ComponentName;
import org.apache.james.core.healthcheck.HealthCheck;
import org.apache.james.core.healthcheck.Result;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Healthy if every map answers from the file that is there; degraded if one answers from a file that was opened before,
 * as the one that is there now cannot be used; unhealthy if one does not answer.
 */
public final class MapHealthCheck implements HealthCheck {
    private static final ComponentName NAME = new ComponentName("Postern maps");

    private final PosternServices services;

    @Inject
    public MapHealthCheck(PosternServices services) {
        this.services = services;
    }

    @Override
    public ComponentName componentName() {
        return NAME;
    }

    @Override
    public Publisher<Result> check() {
        return Mono.fromSupplier(this::result);
    }

    /** As it is now. */
    Result result() {
        List<String> stale = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        for (LookupMap map : services.maps().all()) {
            MapStatus status = map.status();
            String told = map.name() + ": " + status.problem().orElse("");
            switch (status.health()) {
                case FAILED -> failed.add(told);
                case STALE -> stale.add(told);
                case OK -> {}
            }
        }
        if (!failed.isEmpty()) {
            return Result.unhealthy(NAME, String.join("; ", failed));
        }
        return stale.isEmpty() ? Result.healthy(NAME) : Result.degraded(NAME, String.join("; ", stale));
    }
}

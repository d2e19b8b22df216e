// SPDX-License-Identifier: Apache-2.0
package io.postern.webadmin;

import io.postern.james.PickupSettings;
import io.postern.james.PickupStatus;
import io.postern.james.SpoolPickup;
import io.postern.value.Ascii;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.james.core.healthcheck.ComponentName;
import org.apache.james.core.healthcheck.HealthCheck;
import org.apache.james.core.healthcheck.Result;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Unhealthy if nobody looks into the pickup directory, or it cannot be read; degraded if the disk has less space than
 * {@code pickupMinFree}, if a pair that is to be taken lies there for longer than {@code pickupMaxAge}, or if one could
 * not be taken. Frozen pairs do not count. Healthy where no directory is set.
 */
public final class SpoolHealthCheck implements HealthCheck {
    private static final ComponentName NAME = new ComponentName("Postern spool");

    private final SpoolPickup pickup;
    private final Clock clock;

    @Inject
    public SpoolHealthCheck(SpoolPickup pickup) {
        this(pickup, Clock.systemUTC());
    }

    SpoolHealthCheck(SpoolPickup pickup, Clock clock) {
        this.pickup = pickup;
        this.clock = clock;
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
        return pickup.settings().map(this::result).orElseGet(() -> Result.healthy(NAME));
    }

    private Result result(PickupSettings settings) {
        PickupStatus status = pickup.status();
        if (!status.running()) {
            return Result.unhealthy(
                    NAME,
                    "nobody looks into " + settings.directory()
                            + ": extensions.properties needs guice.extension.startable=io.postern.james.PickupThread");
        }
        try {
            list(settings.directory());
            long free = Files.getFileStore(settings.directory()).getUsableSpace();
            if (free < settings.minFree()) {
                return Result.degraded(NAME, settings.directory() + ": " + free + " octets are free");
            }
        } catch (IOException e) {
            return Result.unhealthy(NAME, Ascii.printable(e.toString(), 400));
        }
        return looked(settings, status);
    }

    /** Fails unless it can be listed; that it is there is not enough. */
    @SuppressWarnings("try")
    private static void list(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            // that it could be opened is all
        }
    }

    private Result looked(PickupSettings settings, PickupStatus status) {
        Optional<Duration> age = status.oldest().map(since -> Duration.between(since, clock.instant()));
        if (age.isPresent() && age.get().compareTo(settings.maxAge()) > 0) {
            return Result.degraded(
                    NAME,
                    settings.directory() + ": the oldest pair lies there for "
                            + age.get().toSeconds() + " s" + because(status));
        }
        return status.problem().isEmpty() ? Result.healthy(NAME) : Result.degraded(NAME, status.problem());
    }

    private static String because(PickupStatus status) {
        return status.problem().isEmpty() ? "" : ": " + status.problem();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.webadmin;

import io.postern.james.PickupResult;
import io.postern.james.PickupResult.Fate;
import io.postern.james.SpoolPickup;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.james.task.Task;
import org.apache.james.task.TaskExecutionDetails;
import org.apache.james.task.TaskType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One look into the pickup directory. Fails, partially in James's words, if any pair did. */
final class SpoolPickupTask implements Task {
    static final TaskType TYPE = TaskType.of("postern-spool-pickup");

    private static final Logger LOGGER = LoggerFactory.getLogger(SpoolPickupTask.class);

    /**
     * What became of the pairs.
     *
     * @param counts word of a {@link Fate} to number
     * @param problems what failed
     */
    record Details(Instant timestamp, Map<String, Integer> counts, List<String> problems)
            implements TaskExecutionDetails.AdditionalInformation {
        Details {
            counts = Map.copyOf(counts);
            problems = List.copyOf(problems);
        }
    }

    private final SpoolPickup pickup;
    private final Clock clock = Clock.systemUTC();
    private volatile Optional<Details> details = Optional.empty();

    SpoolPickupTask(SpoolPickup pickup) {
        this.pickup = pickup;
    }

    @Override
    public Result run() {
        try {
            PickupResult result = pickup.look();
            Map<String, Integer> counts = new TreeMap<>();
            for (Fate fate : Fate.values()) {
                counts.put(fate.keyword(), result.count(fate));
            }
            details = Optional.of(new Details(clock.instant(), counts, result.problems()));
            return result.count(Fate.FAILED) == 0 ? Result.COMPLETED : Result.PARTIAL;
        } catch (IOException e) {
            LOGGER.warn("pickup by webadmin failed", e);
            details = Optional.of(new Details(clock.instant(), Map.of(), List.of(String.valueOf(e.getMessage()))));
            return Result.PARTIAL;
        }
    }

    @Override
    public TaskType type() {
        return TYPE;
    }

    @Override
    public Optional<TaskExecutionDetails.AdditionalInformation> details() {
        return details.map(TaskExecutionDetails.AdditionalInformation.class::cast);
    }
}

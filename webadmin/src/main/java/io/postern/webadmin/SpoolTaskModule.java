// SPDX-License-Identifier: Apache-2.0
package io.postern.webadmin;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.postern.james.SpoolPickup;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.inject.Inject;
import org.apache.james.json.DTOModule;
import org.apache.james.server.task.json.TaskExtensionModule;
import org.apache.james.server.task.json.dto.AdditionalInformationDTO;
import org.apache.james.server.task.json.dto.AdditionalInformationDTOModule;
import org.apache.james.server.task.json.dto.TaskDTO;
import org.apache.james.server.task.json.dto.TaskDTOModule;
import org.apache.james.task.Task;
import org.apache.james.task.TaskExecutionDetails;

/**
 * How James writes down {@link SpoolPickupTask} and its result: named in {@code extensions.properties} as
 * {@code guice.extension.task}. On several nodes a task runs on any of them.
 */
public final class SpoolTaskModule implements TaskExtensionModule {
    /** The task. */
    record Written(@JsonProperty("type") String type) implements TaskDTO {
        @Override
        @JsonProperty("type")
        public String getType() {
            return type;
        }
    }

    /** Its result. */
    record WrittenDetails(
            @JsonProperty("type") String type,
            @JsonProperty("timestamp") Instant timestamp,
            @JsonProperty("counts") Map<String, Integer> counts,
            @JsonProperty("problems") List<String> problems)
            implements AdditionalInformationDTO {
        WrittenDetails {
            counts = Map.copyOf(counts);
            problems = List.copyOf(problems);
        }

        @Override
        @JsonProperty("type")
        public String getType() {
            return type;
        }

        @Override
        @JsonProperty("timestamp")
        public Instant getTimestamp() {
            return timestamp;
        }
    }

    private final SpoolPickup pickup;

    @Inject
    public SpoolTaskModule(SpoolPickup pickup) {
        this.pickup = pickup;
    }

    @Override
    public Set<TaskDTOModule<? extends Task, ? extends TaskDTO>> taskDTOModules() {
        return Set.of(DTOModule.forDomainObject(SpoolPickupTask.class)
                .convertToDTO(Written.class)
                .toDomainObjectConverter(written -> new SpoolPickupTask(pickup))
                .toDTOConverter((task, type) -> new Written(type))
                .typeName(SpoolPickupTask.TYPE.asString())
                .withFactory(TaskDTOModule::new));
    }

    @Override
    public Set<
                    AdditionalInformationDTOModule<
                            ? extends TaskExecutionDetails.AdditionalInformation, ? extends AdditionalInformationDTO>>
            taskAdditionalInformationDTOModules() {
        return Set.of(DTOModule.forDomainObject(SpoolPickupTask.Details.class)
                .convertToDTO(WrittenDetails.class)
                .toDomainObjectConverter(written ->
                        new SpoolPickupTask.Details(written.timestamp(), written.counts(), written.problems()))
                .toDTOConverter((details, type) ->
                        new WrittenDetails(type, details.timestamp(), details.counts(), details.problems()))
                .typeName(SpoolPickupTask.TYPE.asString())
                .withFactory(AdditionalInformationDTOModule::new));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.commons.configuration2.ex.ConfigurationException;

/**
 * Where pairs are taken from, and what becomes of them.
 *
 * @param directory that exists
 * @param processor that mail begins in
 * @param interval between two looks, where nobody tells of a change
 * @param attributes ACL variables that become attributes of the mail
 * @param maxAge how long a pair may lie there until the health check says so
 * @param minFree octets that should be free on the disk
 */
public record PickupSettings(
        Path directory,
        String processor,
        Duration interval,
        List<SpoolAttribute> attributes,
        Duration maxAge,
        long minFree) {
    private static final long MEBI = 1024L * 1024;

    public PickupSettings {
        attributes = List.copyOf(attributes);
    }

    /** Empty if no directory is given. */
    static Optional<PickupSettings> of(Parameters parameters, Processors processors) throws ConfigurationException {
        Optional<Path> directory = parameters.optional(PickupParameter.DIRECTORY, Path.class);
        if (directory.isEmpty()) {
            return Optional.empty();
        }
        if (!Files.isDirectory(directory.get())) {
            throw parameters.refusal(PickupParameter.DIRECTORY, directory.get().toString(), "no such directory");
        }
        processors.check(parameters, PickupParameter.PROCESSOR);
        return Optional.of(new PickupSettings(
                directory.get(),
                parameters.get(PickupParameter.PROCESSOR, String.class),
                parameters.get(PickupParameter.INTERVAL, Duration.class),
                parameters.list(PickupParameter.ATTRIBUTES, SpoolAttribute.class),
                parameters.get(PickupParameter.MAX_AGE, Duration.class),
                parameters.get(PickupParameter.MIN_FREE, Integer.class) * MEBI));
    }
}

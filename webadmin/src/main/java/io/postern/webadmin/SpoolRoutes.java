// SPDX-License-Identifier: Apache-2.0
package io.postern.webadmin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.backend.json.SpoolJson;
import io.postern.eximspool.SpoolDirectory;
import io.postern.eximspool.SpoolEntry;
import io.postern.eximspool.SpoolHeader;
import io.postern.james.PickupSettings;
import io.postern.james.PickupStatus;
import io.postern.james.SpoolPickup;
import io.postern.value.Ascii;
import io.postern.value.Parsed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import javax.inject.Inject;
import org.apache.james.task.TaskManager;
import org.apache.james.webadmin.Routes;
import org.apache.james.webadmin.tasks.TaskFromRequest;
import org.apache.james.webadmin.utils.ErrorResponder;
import org.apache.james.webadmin.utils.ErrorResponder.ErrorType;
import org.apache.james.webadmin.utils.JsonTransformer;
import org.jspecify.annotations.Nullable;
import spark.HaltException;
import spark.Request;
import spark.Response;
import spark.Service;

/**
 * The pickup directory: {@code GET /postern/spool} lists its pairs, {@code POST /postern/spool/pickup} looks into it at
 * once. A listing reads the {@code -H} files of the pairs that it shows.
 */
public final class SpoolRoutes implements Routes {
    private static final String PATH = "/postern/spool";
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;
    private static final int DEFAULT_LIMIT = 100;
    /** Pairs of one answer. Ours, against exhaustion. */
    private static final int MAX_LIMIT = 10_000;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final SpoolPickup pickup;
    private final TaskManager tasks;
    private final JsonTransformer transformer;
    private final Clock clock = Clock.systemUTC();

    @Inject
    public SpoolRoutes(SpoolPickup pickup, TaskManager tasks, JsonTransformer transformer) {
        this.pickup = pickup;
        this.tasks = tasks;
        this.transformer = transformer;
    }

    @Override
    public String getBasePath() {
        return PATH;
    }

    @Override
    public void define(Service service) {
        TaskFromRequest look = request -> {
            settings();
            return new SpoolPickupTask(pickup);
        };
        service.get(PATH, this::list);
        service.post(PATH + "/pickup", look.asRoute(tasks), transformer);
    }

    private String list(Request request, Response response) {
        response.type("application/json");
        return list(request.queryParams("limit"));
    }

    /** The oldest pairs first; halts with 404 if there is no pickup directory, with 503 if it cannot be read. */
    private String list(@Nullable String asked) {
        PickupSettings settings = settings();
        int limit = limit(asked);
        try {
            return listed(settings, limit).toString();
        } catch (IOException e) {
            throw halt(UNAVAILABLE, ErrorType.SERVER_ERROR, Ascii.printable(e.toString(), 400));
        }
    }

    private ObjectNode listed(PickupSettings settings, int limit) throws IOException {
        List<SpoolEntry> entries = new SpoolDirectory(settings.directory()).list();
        PickupStatus status = pickup.status();
        ObjectNode json = JSON.objectNode()
                .put("directory", settings.directory().toString())
                .put("processor", settings.processor())
                .put("running", status.running())
                .put("count", entries.size())
                .put("freeOctets", Files.getFileStore(settings.directory()).getUsableSpace());
        status.looked().ifPresent(when -> json.put("looked", when.toString()));
        if (!status.problem().isEmpty()) {
            json.put("problem", status.problem());
        }
        ArrayNode messages = json.putArray("messages");
        for (SpoolEntry entry : entries.subList(0, Math.min(limit, entries.size()))) {
            add(messages, entry);
        }
        return json;
    }

    private void add(ArrayNode messages, SpoolEntry entry) throws IOException {
        try {
            Parsed<SpoolHeader> header = SpoolDirectory.readHeader(entry);
            long octets = Files.size(entry.header()) + size(entry.data());
            ObjectNode message = header.fold(
                    read -> SpoolJson.summary(read, clock.instant(), octets),
                    bad -> JSON.objectNode()
                            .put("messageId", entry.id().text())
                            .put("octets", octets)
                            .put("problem", Ascii.printable(bad.message(), 400)));
            messages.add(message);
        } catch (NoSuchFileException gone) {
            // taken meanwhile: it is not there any more
            return;
        }
    }

    private static long size(Path data) throws IOException {
        return Files.exists(data) ? Files.size(data) : 0;
    }

    private PickupSettings settings() {
        return pickup.settings()
                .orElseThrow(
                        () -> halt(NOT_FOUND, ErrorType.NOT_FOUND, "pickupDirectory is not set in postern.properties"));
    }

    private static int limit(@Nullable String asked) {
        if (asked == null) {
            return DEFAULT_LIMIT;
        }
        boolean number =
                !asked.isEmpty() && asked.length() <= 5 && asked.chars().allMatch(Ascii::isDigit);
        int limit = number ? Integer.parseInt(asked) : 0;
        if (limit < 1 || limit > MAX_LIMIT) {
            throw halt(
                    BAD_REQUEST,
                    ErrorType.INVALID_ARGUMENT,
                    "limit: '" + Ascii.printable(asked, 40) + "', allowed: 1 to " + MAX_LIMIT);
        }
        return limit;
    }

    private static HaltException halt(int status, ErrorType type, String message) {
        return ErrorResponder.builder()
                .statusCode(status)
                .type(type)
                .message(message)
                .haltError();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.webadmin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.backend.lmdb.LmdbSettings;
import io.postern.backend.lmdb.MapStatus;
import io.postern.james.LookupMap;
import io.postern.james.PosternServices;
import io.postern.lookup.LookupOutcome;
import io.postern.value.Ascii;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.inject.Inject;
import org.apache.james.webadmin.Routes;
import org.apache.james.webadmin.utils.ErrorResponder;
import org.apache.james.webadmin.utils.ErrorResponder.ErrorType;
import spark.HaltException;
import spark.Request;
import spark.Response;
import spark.Service;

/**
 * The tables that are in use: {@code GET /postern/maps}, {@code GET /postern/maps/NAME/KEY}, {@code POST
 * /postern/maps/NAME/reload}. A lookup here takes the key as it is, by the forms that the map has, and is counted as
 * those of mail are. Blocks for reads of a memory map.
 */
public final class MapRoutes implements Routes {
    private static final String PATH = "/postern/maps";
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final PosternServices services;

    @Inject
    public MapRoutes(PosternServices services) {
        this.services = services;
    }

    @Override
    public String getBasePath() {
        return PATH;
    }

    @Override
    public void define(Service service) {
        service.get(PATH, (request, response) -> json(response, all()));
        service.get(PATH + "/:name/:key", this::look);
        service.post(PATH + "/:name/reload", this::reload);
    }

    /** All of them. */
    String all() {
        ArrayNode maps = JSON.arrayNode();
        services.maps().all().forEach(map -> maps.add(shown(map, map.status())));
        return maps.toString();
    }

    private String look(Request request, Response response) {
        return json(response, look(request.params(":name"), request.params(":key")));
    }

    /** One lookup; halts with 404 if the map or the key is not there, and with 503 if the map cannot be read. */
    String look(String name, String key) {
        LookupOutcome outcome = map(name).lookup(key);
        if (outcome instanceof LookupOutcome.Failed failed) {
            throw halt(UNAVAILABLE, ErrorType.SERVER_ERROR, failed.why().detail());
        }
        if (outcome instanceof LookupOutcome.Found found) {
            return JSON.objectNode()
                    .put("key", found.key())
                    .put("value", found.value())
                    .toString();
        }
        throw halt(NOT_FOUND, ErrorType.NOT_FOUND, "map " + name + " has nothing for " + Ascii.printable(key, 200));
    }

    private String reload(Request request, Response response) {
        return json(response, reload(request.params(":name")));
    }

    /** Looks whether another file is there; 503 if the map does not answer afterwards. */
    String reload(String name) {
        LookupMap map = map(name);
        MapStatus status = map.reload();
        if (status.health() == MapStatus.Health.FAILED) {
            throw halt(UNAVAILABLE, ErrorType.SERVER_ERROR, status.problem().orElse("it does not answer"));
        }
        return shown(map, status).toString();
    }

    private LookupMap map(String name) {
        Optional<LookupMap> map = services.maps().named(name);
        return map.orElseThrow(
                () -> halt(NOT_FOUND, ErrorType.NOT_FOUND, "no map of the name " + Ascii.printable(name, 200)));
    }

    private static ObjectNode shown(LookupMap map, MapStatus status) {
        LmdbSettings settings = map.settings();
        List<Long> counted = map.counted();
        ObjectNode shown = JSON.objectNode()
                .put("name", map.name())
                .put("path", settings.path().toString())
                .put("database", settings.database())
                .put("locking", settings.locking().keyword())
                .put("key", map.keys().form().keyword())
                .put("health", status.health().keyword())
                .put("opened", status.opened().toString());
        OptionalLong entries = status.entries();
        if (entries.isPresent()) {
            shown.put("entries", entries.getAsLong());
        }
        status.problem().ifPresent(problem -> shown.put("problem", problem));
        return shown.put("found", counted.get(0))
                .put("notFound", counted.get(1))
                .put("failed", counted.get(2));
    }

    private static String json(Response response, String text) {
        response.type("application/json");
        return text;
    }

    private static HaltException halt(int status, ErrorType type, String message) {
        return ErrorResponder.builder()
                .statusCode(status)
                .type(type)
                .message(message)
                .haltError();
    }
}

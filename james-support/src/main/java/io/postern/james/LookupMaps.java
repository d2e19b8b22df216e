// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.backend.lmdb.KeyEnd;
import io.postern.backend.lmdb.LmdbFiles;
import io.postern.backend.lmdb.LmdbSettings;
import io.postern.backend.lmdb.Locking;
import io.postern.backend.lmdb.UnusableFile;
import io.postern.lookup.KeyForm;
import io.postern.lookup.LookupKeys;
import io.postern.value.Ascii;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The tables of one James: those that {@code postern.properties} names, and those that a class names by a path. Each is
 * opened when it is read from the configuration, so that one which cannot be read stops the start. Thread-safe.
 */
public final class LookupMaps implements AutoCloseable {
    /** What keys of postern.properties begin with. */
    static final String PREFIX = "map.";

    /** What a class may be given. */
    public static final String ALLOWED =
            "the name of a map in postern.properties, or an absolute path with ;option=value behind it or not";

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,62}");
    private static final String SCHEME = "lmdb:";

    private final LmdbFiles files = new LmdbFiles(Clock.systemUTC());
    private final Map<String, LookupMap> maps = new LinkedHashMap<>();
    private final Counters counters;

    private LookupMaps(Counters counters) {
        this.counters = counters;
    }

    /** Without names. */
    static LookupMaps none(Counters counters) {
        return new LookupMaps(counters);
    }

    /** Reads the keys that begin with {@value #PREFIX}, and opens what they name. */
    static LookupMaps read(String file, Map<String, String> written, Counters counters) throws BadConfiguration {
        LookupMaps maps = new LookupMaps(counters);
        for (Map.Entry<String, String> entry : written.entrySet()) {
            if (entry.getKey().startsWith(PREFIX)) {
                String name = entry.getKey().substring(PREFIX.length());
                if (!NAME.matcher(name).matches()) {
                    throw new BadConfiguration(file + ": '" + Ascii.printable(entry.getKey(), 200)
                            + "'; allowed: map. and a name of letters, digits, - and _");
                }
                maps.open(file + ", " + entry.getKey(), name, entry.getValue());
            }
        }
        return maps;
    }

    /**
     * The map of a name or a path.
     *
     * @param place file and element, for the text of a refusal
     * @throws BadConfiguration if there is no such name, or the path's file cannot be read
     */
    public synchronized LookupMap get(String place, String nameOrPath) throws BadConfiguration {
        LookupMap known = maps.get(nameOrPath);
        if (known != null) {
            return known;
        }
        if (nameOrPath.startsWith("/") || nameOrPath.startsWith(SCHEME)) {
            return open(place, nameOrPath, nameOrPath);
        }
        throw new BadConfiguration(place + ": value '" + Ascii.printable(nameOrPath, 200) + "' (no map of this name: "
                + String.join(", ", maps.keySet()) + "); allowed: " + ALLOWED);
    }

    /** Those that are in use, in the order in which they were opened. */
    public synchronized List<LookupMap> all() {
        return List.copyOf(maps.values());
    }

    public synchronized Optional<LookupMap> named(String name) {
        return Optional.ofNullable(maps.get(name));
    }

    @Override
    public void close() {
        files.close();
    }

    private synchronized LookupMap open(String place, String name, String text) throws BadConfiguration {
        String[] parts = text.split(";", -1);
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            String option = (equals < 0 ? parts[i] : parts[i].substring(0, equals)).strip();
            if (!option.isEmpty()) {
                options.put(option, equals < 0 ? "" : parts[i].substring(equals + 1));
            }
        }
        Parameters parameters = Parameters.read(place, options, List.of(MapParameter.values()));
        LmdbSettings settings = new LmdbSettings(
                path(place, parts[0].strip()),
                parameters.get(MapParameter.DATABASE, String.class),
                parameters.get(MapParameter.LOCKING, Locking.class),
                parameters.get(MapParameter.KEY_END, KeyEnd.class),
                parameters.get(MapParameter.RELOAD, Duration.class));
        LookupKeys keys = new LookupKeys(
                parameters.get(MapParameter.KEY, KeyForm.class),
                parameters.list(MapParameter.PREFIXES4, Integer.class),
                parameters.list(MapParameter.PREFIXES6, Integer.class));
        try {
            LookupMap map = new LookupMap(name, settings, files.map(settings), keys, counters);
            maps.put(name, map);
            return map;
        } catch (UnusableFile unusable) {
            throw new BadConfiguration(place + ": value '" + Ascii.printable(text, 200) + "' ("
                    + Ascii.printable(unusable.text(), 400) + "); allowed: " + SCHEME
                    + "/path of a file that LMDB can read now");
        }
    }

    private static Path path(String place, String text) throws BadConfiguration {
        String path = text.startsWith(SCHEME) ? text.substring(SCHEME.length()) : text;
        try {
            if (Path.of(path).isAbsolute()) {
                return Path.of(path);
            }
        } catch (InvalidPathException notAPath) {
            throw new BadConfiguration(place + ": value '" + Ascii.printable(path, 200) + "' ("
                    + Ascii.printable(String.valueOf(notAPath.getReason()), 200) + "); allowed: an absolute path");
        }
        throw new BadConfiguration(
                place + ": value '" + Ascii.printable(path, 200) + "'; allowed: " + SCHEME + " and an absolute path");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.lmdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.lmdbjava.Dbi;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.Txn;

/** Makes tables. Each is closed when it is returned: a file must not be open twice in one process. */
public final class Tables {
    /** Room for a million addresses. */
    public static final long MAP_SIZE = 1L << 28;

    private Tables() {}

    /** A file with these entries in its unnamed database, as Exim reads it. */
    public static Path write(Path file, Map<String, String> entries) throws UnusableFile {
        return write(file, "", entries);
    }

    /** The same in a named database, or in a directory if one is there. */
    public static Path write(Path file, String database, Map<String, String> entries) throws UnusableFile {
        try (Env<byte[]> env = open(file, MAP_SIZE)) {
            Dbi<byte[]> into = database(env, database);
            try (Txn<byte[]> transaction = env.txnWrite()) {
                entries.forEach((key, value) -> into.put(transaction, key.getBytes(UTF_8), value.getBytes(UTF_8)));
                transaction.commit();
            }
        }
        return file;
    }

    static Env<byte[]> open(Path file, long mapSize) throws UnusableFile {
        Env.Builder<byte[]> builder =
                Env.create(NativeLibrary.proxy()).setMapSize(mapSize).setMaxDbs(4);
        return Files.isDirectory(file)
                ? builder.open(file.toFile(), EnvFlags.MDB_NOSYNC)
                : builder.open(file.toFile(), EnvFlags.MDB_NOSUBDIR, EnvFlags.MDB_NOSYNC);
    }

    static Dbi<byte[]> database(Env<byte[]> env, String name) {
        return NativeLibrary.created(env, name);
    }
}

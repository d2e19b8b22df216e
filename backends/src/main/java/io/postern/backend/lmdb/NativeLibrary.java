// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.lmdb;

import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import jnr.ffi.LibraryLoader;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.BufferProxy;
import org.lmdbjava.ByteArrayProxy;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;

/** LMDB's own code, and the C library's, loaded when they are asked for first. */
final class NativeLibrary {
    /** Nested, so that the library is loaded with the right class loader set. */
    private static final class Loaded {
        static final BufferProxy<byte[]> PROXY = ByteArrayProxy.PROXY_BA;

        private Loaded() {}
    }

    /** Likewise. */
    private static final class LoadedPosix {
        static final Posix POSIX = LibraryLoader.create(Posix.class).load("c");

        private LoadedPosix() {}
    }

    private NativeLibrary() {}

    /**
     * How octets are handed over, which loads LMDB.
     *
     * @throws UnusableFile if there is no such library for this system, or it cannot be written to the folder for
     *     temporary files
     */
    static BufferProxy<byte[]> proxy() throws UnusableFile {
        return loaded(() -> Loaded.PROXY);
    }

    /**
     * The C library.
     *
     * @throws UnusableFile likewise: what calls it is a library too
     */
    static Posix posix() throws UnusableFile {
        return loaded(() -> LoadedPosix.POSIX);
    }

    /**
     * Libraries are looked for with the thread's context class loader, which in James is not the one of extensions:
     * ours is set meanwhile.
     */
    private static <T> T loaded(Supplier<T> library) throws UnusableFile {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(NativeLibrary.class.getClassLoader());
        try {
            return library.get();
        } catch (LinkageError | RuntimeException e) {
            throw new UnusableFile("LMDB cannot be loaded on this system: " + e, e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Opens a database that is there; the empty name is the unnamed one's. Not while another one is being opened. */
    static Dbi<byte[]> database(Env<byte[]> env, String name) {
        return env.openDbi(octets(name));
    }

    /** Opens a database, and makes it if it is not there. */
    static Dbi<byte[]> created(Env<byte[]> env, String name) {
        return env.openDbi(octets(name), DbiFlags.MDB_CREATE);
    }

    private static byte @Nullable [] octets(String name) {
        return name.isEmpty() ? null : name.getBytes(StandardCharsets.UTF_8);
    }
}

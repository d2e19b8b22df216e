// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.lmdb;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.LmdbException;
import org.lmdbjava.Txn;

/** One read transaction of an environment, begun again for each lookup. Used by one thread at a time. */
final class Reader {
    private static final int FREE = 0;
    private static final int TAKEN = 1;
    private static final int CLOSED = 2;

    private final Environment environment;
    private final AtomicInteger state = new AtomicInteger(FREE);
    private @Nullable Txn<byte[]> transaction;
    private boolean active;

    Reader(Environment environment) {
        this.environment = environment;
    }

    Environment environment() {
        return environment;
    }

    boolean take() {
        return state.compareAndSet(FREE, TAKEN);
    }

    void free() {
        state.set(FREE);
    }

    /** Closes it if nobody uses it; whoever does is to try again. */
    boolean close() {
        return state.compareAndSet(FREE, CLOSED);
    }

    /**
     * Begins a transaction: the newest state of the file.
     *
     * @throws UnusableFile if the file is shorter than it says, or its lock file is another file's
     * @throws LmdbException if LMDB refuses
     */
    Txn<byte[]> begin() throws UnusableFile {
        for (int attempt = 1; ; attempt++) {
            environment.head().requireWhole();
            long before = environment.head().transaction();
            Txn<byte[]> begun = renewed();
            if (environment.isOwn(begun, before)) {
                return begun;
            }
            end();
            environment.requirePatience(attempt);
        }
    }

    private Txn<byte[]> renewed() {
        active = true;
        Txn<byte[]> begun = transaction;
        if (begun == null) {
            begun = environment.begin();
            transaction = begun;
        } else {
            begun.renew();
        }
        return begun;
    }

    /** Ends the transaction if it began; its place in the table of readers stays. */
    void end() {
        Txn<byte[]> begun = transaction;
        if (active && begun != null) {
            begun.reset();
        }
        active = false;
    }

    /** Gives the transaction back to LMDB, which reads the file's first pages: only of a file that is whole. */
    void release() {
        Txn<byte[]> begun = transaction;
        if (begun != null) {
            begun.renew();
            begun.close();
            transaction = null;
        }
    }
}

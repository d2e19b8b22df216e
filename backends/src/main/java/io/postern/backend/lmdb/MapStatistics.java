// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.lmdb;

import org.lmdbjava.Dbi;
import org.lmdbjava.EnvInfo;
import org.lmdbjava.Stat;
import org.lmdbjava.Txn;

/**
 * What LMDB counts.
 *
 * @param entries of the database
 * @param depth of its tree
 * @param branchPages inner pages of the tree
 * @param leafPages pages with keys
 * @param overflowPages pages of values that are larger than a page can hold
 * @param pageSize in octets
 * @param lastPage of the file, from 0
 * @param mapSize octets that the writer may fill
 * @param transaction the newest one
 * @param readers places of the table of readers that have been in use, of all processes
 */
public record MapStatistics(
        long entries,
        int depth,
        long branchPages,
        long leafPages,
        long overflowPages,
        int pageSize,
        long lastPage,
        long mapSize,
        long transaction,
        int readers) {
    static MapStatistics of(Environment environment, Dbi<byte[]> database, Txn<byte[]> begun) {
        Stat stat = database.stat(begun);
        EnvInfo info = environment.env().info();
        return new MapStatistics(
                stat.entries,
                stat.depth,
                stat.branchPages,
                stat.leafPages,
                stat.overflowPages,
                stat.pageSize,
                info.lastPageNumber,
                info.mapSize,
                info.lastTransactionId,
                info.numReaders);
    }
}

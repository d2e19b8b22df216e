// SPDX-License-Identifier: Apache-2.0
/**
 * LMDB tables, which other programs write, for reading: {@link io.postern.backend.lmdb.LmdbFiles} opens them,
 * {@link io.postern.backend.lmdb.LmdbMap} is one.
 *
 * <p>An <em>environment</em> is a file under a memory map, with one unnamed <em>database</em> or several named ones in
 * it. One file is open once in a JVM at most: closing a second one would take the first one's locks away. A lookup
 * reads in a <em>transaction</em> of its own, one state of the file, and ends it at once, so that no page is kept from
 * the writer. A transaction that has ended keeps its place in the table of readers and is begun again by the next
 * lookup.
 *
 * <p>A file that is made shorter under a memory map is SIGBUS, which ends the JVM. Its length is therefore compared
 * with what its own head says before it is opened and before each transaction. What is left is a file that is made
 * shorter between that look and the last read of the same lookup, some microseconds: writers replace files by renaming
 * and never write over them.
 *
 * <p>Only here is lmdbjava used, and of its ways to hand octets over only {@code ByteArrayProxy}, which needs no
 * {@code --add-opens}.
 */
@NullMarked
package io.postern.backend.lmdb;

import org.jspecify.annotations.NullMarked;

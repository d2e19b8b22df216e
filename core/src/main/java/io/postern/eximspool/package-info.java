// SPDX-License-Identifier: Apache-2.0
/**
 * Messages in Exim's spool format, to be worked on by Exim and by the many programs that read its spool, and taken
 * back.
 *
 * <p>A message is a <em>pair</em> of files named by its <em>id</em>: {@code -H} has the envelope, facts about how the
 * message came and the header fields, {@code -D} the body. A pair is there when its {@code -H} is; whoever works on it
 * locks the first line of {@code -D} (fcntl). {@link io.postern.eximspool.SpoolWriter} makes pairs,
 * {@link io.postern.eximspool.SpoolDirectory} lists and takes them; {@link io.postern.eximspool.SpoolHeader} is the
 * content of an {@code -H}.
 *
 * <p>The format is Exim's own, read from its releases 4.90 to 4.99 and tried with 4.96: no standard. Text is an octet
 * string. The files have LF where messages have CRLF, so a bare LF of a message comes back as CRLF; a bare CR, NUL in a
 * body and a missing last line end come back as they were.
 *
 * <p>Input is hostile: what a file says of lengths and numbers is checked before it is used, reading is linear in the
 * file's length, and a pair is either read or refused with a reason. Not here: Exim's message logs, and writing its
 * journals ({@code -J}, which are read).
 */
@NullMarked
package io.postern.eximspool;

import org.jspecify.annotations.NullMarked;

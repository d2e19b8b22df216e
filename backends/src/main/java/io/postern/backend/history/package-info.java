// SPDX-License-Identifier: Apache-2.0
/**
 * A file that several threads and processes append blocks of text to, and that somebody renames now and then: the DMARC
 * history that Exim, OpenDMARC's filter and Postern may write together.
 *
 * <p>Entry point: {@link io.postern.backend.history.HistoryFile}.
 */
@NullMarked
package io.postern.backend.history;

import org.jspecify.annotations.NullMarked;

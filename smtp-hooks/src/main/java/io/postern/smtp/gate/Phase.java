// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

/** What the client's next octets are. */
enum Phase {
    /** James's connect handlers are not done. */
    CONNECT,
    /** Lines are commands. */
    COMMAND,
    /** Lines are those of a message, which James collects. */
    TEXT,
    /** Lines are those of a message that is already refused. */
    REFUSED_TEXT,
    /** Octets are those of a chunk of a message, which James collects. */
    CHUNK,
    /** Octets are those of a chunk that is already answered, or will be refused. */
    SKIPPED_CHUNK,
    /** Nothing is read any more. */
    CLOSED
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.message;

/** Why a {@link MessageHead} has no further field. */
public enum HeaderEnd {
    /** The empty line came: a body follows, which may be empty. */
    EMPTY_LINE,
    /** The message ended within its head: there is no body. The last line may lack its line end. */
    END_OF_INPUT,
    /** The head is longer than was allowed. The field that passed the limit, and all after it, was not read. */
    LIMIT
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

/** What is wrong with a file; becomes a malformed result before it leaves the package. */
final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String why) {
        super(why, null, false, false);
    }
}

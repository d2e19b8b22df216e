// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import io.postern.value.Ascii;

/** What is waited for before a pair is called written. */
public enum Durability {
    /** The disk has both files and their names: a pair survives a crash of the system. */
    FSYNC,
    /** The system has them: a pair survives a crash of the process only. */
    NONE;

    /** In configurations. */
    public String keyword() {
        return Ascii.toLowerCase(name());
    }
}

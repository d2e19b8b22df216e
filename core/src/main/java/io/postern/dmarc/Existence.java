// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

/** Whether DNS has a name at all (RFC 9989 §3.2.13). */
public enum Existence {
    /** There is a record of some type, or a name below it, or nobody asked. */
    EXISTS,
    /** DNS answered that there is no such name (NXDOMAIN). */
    NON_EXISTENT
}

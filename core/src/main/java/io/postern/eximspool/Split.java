// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

/** Where in a spool's directory pairs lie; readers look into both places. */
public enum Split {
    /** In the directory itself. */
    FLAT,
    /** In a folder of it named by the sixth character of the id: Exim's {@code split_spool_directory}. */
    SPLIT
}

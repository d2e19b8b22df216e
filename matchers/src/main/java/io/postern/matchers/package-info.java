// SPDX-License-Identifier: Apache-2.0
/**
 * What stands in {@code mailetcontainer.xml} as {@code match="io.postern.matchers..."}. Matchers read mail attributes,
 * or look sender, recipients or client up in a table, and change nothing.
 */
@NullMarked
package io.postern.matchers;

import org.jspecify.annotations.NullMarked;

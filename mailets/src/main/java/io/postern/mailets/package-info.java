// SPDX-License-Identifier: Apache-2.0
/**
 * What stands in {@code mailetcontainer.xml} as {@code <mailet class="io.postern.mailets...">}: one class for a mailet.
 */
@NullMarked
package io.postern.mailets;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * What stands in {@code mailetcontainer.xml} as {@code match="io.postern.matchers..."}. Matchers read mail attributes
 * and nothing else.
 */
@NullMarked
package io.postern.matchers;

import org.jspecify.annotations.NullMarked;

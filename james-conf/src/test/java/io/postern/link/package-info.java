// SPDX-License-Identifier: Apache-2.0
/** Does the jar as shipped link on each James? What the JVM would ask at run time is asked of the class files. */
@NullMarked
package io.postern.link;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** Rules about the sources themselves. */
@NullMarked
package io.postern.architecture;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** What the values accept, refuse and print. */
@NullMarked
package io.postern.value;

import org.jspecify.annotations.NullMarked;

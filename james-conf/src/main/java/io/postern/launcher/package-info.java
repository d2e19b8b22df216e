// SPDX-License-Identifier: Apache-2.0
/** Starts a James with Postern for trying things out; see {@code run.sh}. */
@NullMarked
package io.postern.launcher;

import org.jspecify.annotations.NullMarked;

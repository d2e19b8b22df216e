// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.postern.launcher;

import org.jspecify.annotations.NullMarked;

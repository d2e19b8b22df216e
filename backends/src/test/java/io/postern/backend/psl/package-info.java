// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.postern.backend.psl;

import org.jspecify.annotations.NullMarked;

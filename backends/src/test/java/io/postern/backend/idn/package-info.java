// SPDX-License-Identifier: Apache-2.0
/** Which names UTS #46 makes of which text. */
@NullMarked
package io.postern.backend.idn;

import org.jspecify.annotations.NullMarked;

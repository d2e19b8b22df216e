// SPDX-License-Identifier: Apache-2.0
/** ARC, tested against seals that are made without the code under test, and against the ValiMail suite. */
@NullMarked
package io.postern.arc;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** Tests of Exim's spool format. */
@NullMarked
package io.postern.eximspool;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** DKIM, tested against signatures that are made without the code under test. */
@NullMarked
package io.postern.dkim;

import org.jspecify.annotations.NullMarked;

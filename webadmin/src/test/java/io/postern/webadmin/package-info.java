// SPDX-License-Identifier: Apache-2.0
/** The routes without James, some of them behind a spark service on the loopback interface. */
@NullMarked
package io.postern.webadmin;

import org.jspecify.annotations.NullMarked;

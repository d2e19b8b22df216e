// SPDX-License-Identifier: Apache-2.0
/** The handlers on James's own protocol code, without its server. */
@NullMarked
package io.postern.smtp;

import org.jspecify.annotations.NullMarked;

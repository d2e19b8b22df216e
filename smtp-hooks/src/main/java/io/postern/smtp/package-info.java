// SPDX-License-Identifier: Apache-2.0
/**
 * What stands in {@code smtpserver.xml} as {@code <handler class="io.postern.smtp...">}: one class for a feature, each
 * of them several of James's hooks. {@link io.postern.smtp.SessionHandler} must stand first.
 */
@NullMarked
package io.postern.smtp;

import org.jspecify.annotations.NullMarked;

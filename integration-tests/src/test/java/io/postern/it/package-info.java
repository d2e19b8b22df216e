// SPDX-License-Identifier: Apache-2.0
/**
 * A real James 3.8.1 with the shipped jar in its {@code extensions-jars/}, started from the sample configuration,
 * spoken to by SMTP.
 */
@NullMarked
package io.postern.it;

import org.jspecify.annotations.NullMarked;

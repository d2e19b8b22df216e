// SPDX-License-Identifier: Apache-2.0
/**
 * The words of an SMTP transaction that checks work on: the HELO argument and the reverse-path, as the client sent
 * them.
 *
 * <p>Both are octet strings or, after SMTPUTF8, text: nothing about them has been believed or repaired. What is a
 * domain in them is found out by whoever needs one.
 */
@NullMarked
package io.postern.envelope;

import org.jspecify.annotations.NullMarked;

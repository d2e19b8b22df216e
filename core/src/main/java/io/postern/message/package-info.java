// SPDX-License-Identifier: Apache-2.0
/**
 * A message as octets: the header fields of its head, each with exactly the octets it came with, and a body that is
 * opened as often as wanted and never copied (RFC 5322 §2, RFC 6532).
 *
 * <p>Signatures cover octets, so this package changes none. {@link io.postern.message.Message} adds fields at the top
 * and leaves fields out; everything else is written as it was read, wrong or not.
 *
 * <p><b>Line ends, decided here and nowhere else.</b> A line ends at LF, with or without a CR before it: files in a
 * spool have either. A CR that no LF follows is an octet like any other. The octets are kept, so what leaves is what
 * came in; but programs that read a bare CR or a bare LF otherwise would see other fields in the same octets (SMTP
 * smuggling). Messages that hold either are for the SMTP server to refuse;
 * {@link io.postern.message.HeaderField#hasBareCarriageReturn} is for who must judge one nevertheless, and
 * {@link io.postern.message.CrlfInput} for who needs a body as SMTP carries it.
 *
 * <p>Input is hostile. Reading is linear in the head's length, bounded by
 * {@link io.postern.message.MessageHead#MAX_OCTETS} and {@link io.postern.message.MessageHead#MAX_FIELDS}, and fails
 * only where the stream fails. MIME structure is not read here.
 */
@NullMarked
package io.postern.message;

import org.jspecify.annotations.NullMarked;

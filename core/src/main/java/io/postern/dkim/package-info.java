// SPDX-License-Identifier: Apache-2.0
/**
 * DomainKeys Identified Mail (RFC 6376, RFC 8301, RFC 8463): who signed this message, and is it still as signed?
 *
 * <p>A <em>signature</em> is a header field that names a <em>domain</em> ({@code d=}) and a <em>selector</em>
 * ({@code s=}); under these two DNS publishes the <em>key</em>. It covers a hash of the body and the header fields that
 * it lists ({@code h=}), both brought into a <em>canonical form</em> first, which decides what may change on the way.
 * An <em>outcome</em> is what became of one signature, in the words of RFC 8601 §2.7.1, with a reason.
 *
 * <p>Entry point: {@link io.postern.dkim.DkimVerifier}. It works in three steps, so that nothing waits that need not:
 * the head is read and all keys are asked for at once, the body passes through once, and the outcomes come when the
 * keys are there. {@link io.postern.dkim.HeaderHasher} and {@link io.postern.dkim.BodyHasher} know nothing of
 * verifying: signing and ARC (RFC 8617 §4.1.2) hash by them too.
 *
 * <p>Limits: {@link io.postern.dkim.DkimPolicy} says how many signatures are evaluated; keys have 1,024 to 8,192 bits;
 * octets are hashed as they came, so a body with bare LF is not repaired here. Not implemented: reporting (RFC 6651),
 * ADSP and ATPS.
 */
@NullMarked
package io.postern.dkim;

import org.jspecify.annotations.NullMarked;

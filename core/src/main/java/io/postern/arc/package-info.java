// SPDX-License-Identifier: Apache-2.0
/**
 * Authenticated Received Chain (RFC 8617): what did those who handed this message on find out about it before they
 * changed it?
 *
 * <p>Each of them adds an <em>ARC set</em> of three header fields with the same <em>instance</em> number {@code i=}, 1
 * upwards: ARC-Authentication-Results, what he found; ARC-Message-Signature, a signature of the message as he passes it
 * on; ARC-Seal, a signature of all ARC fields up to his own, and his own verdict on the chain before him, {@code cv=}.
 * The chain's <em>state</em> is none, pass or fail; <em>oldest-pass</em> is the instance since which nobody changed the
 * message. A chain that passes says who sealed it, and not that he is honest: that is for the operator to know, and for
 * {@link io.postern.arc.ArcTrust} to hold.
 *
 * <p>Entry points: {@link io.postern.arc.ArcVerifier}, in the steps of {@link io.postern.dkim.DkimVerifier} and in the
 * same pass over the body; {@link io.postern.arc.ArcSealer}. Hashes, keys and signatures are DKIM's, so what holds for
 * them there holds here: no rsa-sha1, no RSA key under 1,024 bits.
 *
 * <p>Limits: {@link io.postern.arc.ArcVerifier} names them. Not implemented: reading {@code arc=} out of DMARC reports.
 */
@NullMarked
package io.postern.arc;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * Sender authentication of one message: SPF, DKIM, DMARC and ARC together, as facts.
 *
 * <p>SPF is a <em>transaction</em>'s, begins at MAIL and is handed in while it runs. DKIM, ARC and DMARC are the
 * <em>message</em>'s: what its head needs of DNS is asked for when the head is there, the body passes through once, and
 * DMARC is evaluated when SPF and DKIM are known. What follows from the
 * {@link io.postern.authenticate.AuthenticationFindings} is decided in {@code io.postern.policy}.
 *
 * <p>Entry point: {@link io.postern.authenticate.Authentication}, which says how a caller that receives a message piece
 * by piece uses it. Limits are those of the four: {@link io.postern.arc.ArcVerifier},
 * {@link io.postern.dkim.DkimPolicy}, {@link io.postern.dmarc.DmarcValidation}, {@link io.postern.spf.SpfTransaction}.
 */
@NullMarked
package io.postern.authenticate;

import org.jspecify.annotations.NullMarked;

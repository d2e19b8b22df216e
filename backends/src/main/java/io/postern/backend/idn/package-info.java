// SPDX-License-Identifier: Apache-2.0
/**
 * Internationalized domain names (RFC 5890): from the Unicode form that people write, made of <em>U-labels</em>, to the
 * ASCII form that DNS holds, made of <em>A-labels</em> ({@code xn--...}). The mapping is UTS #46, non-transitional, as
 * browsers and mail programs do it; {@link java.net.IDN} knows only IDNA2003, which sends {@code faß.example} to
 * another domain.
 *
 * <p>Entry point: {@link io.postern.backend.idn.Idna}. Not here: the way back to U-labels, which nothing needs.
 */
@NullMarked
package io.postern.backend.idn;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * The Authentication-Results header field (RFC 8601), also with internationalized addresses (RFC 6532, RFC 8616): how a
 * host writes down what it found about a message, and how others read it.
 *
 * <p>A field begins with an <i>authserv-id</i>, the name of who judged. Then come results, each a <i>method</i>
 * ({@code spf}, {@code dkim}) with its <i>result</i> word ({@code pass}), a reason, and <i>properties</i>: what was
 * looked at, as {@code ptype.property=value}. Nothing in the field proves who wrote it. So a host removes, at its
 * border, every field that carries its own id before it adds its own (RFC 8601 §5):
 * {@link io.postern.authres.AuthservId#isClaimedBy}.
 *
 * <p>Entry point: {@link io.postern.authres.AuthenticationResults}, which parses and formats itself; the two are
 * inverse to each other. {@link io.postern.authres.Grammar#STRICT} is the ABNF of RFC 8601 §2.2,
 * {@link io.postern.authres.Grammar#LENIENT} what senders really write.
 *
 * <p>Values hold text that came from the network. Constructors refuse what could break out of a field;
 * {@link io.postern.authres.Property#ofRemote} and the {@code with} methods of {@link io.postern.authres.MethodResult}
 * make any text fit. Limits: {@link io.postern.authres.AuthenticationResults#MAX_LENGTH} and the constants of
 * {@link io.postern.authres.MethodResult} and {@link io.postern.authres.Property}. Not here: the meaning of methods,
 * and which of them to believe.
 */
@NullMarked
package io.postern.authres;

import org.jspecify.annotations.NullMarked;

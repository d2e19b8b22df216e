// SPDX-License-Identifier: Apache-2.0
/**
 * The gate: what stands between the network and James's SMTP server, sees every octet first, and holds lines back until
 * what they need is there.
 *
 * <p>James runs its hooks on the threads that serve all connections. A hook that waits for DNS there stalls others. So
 * nothing waits in a hook: the gate hands James one line at a time, and before a line that a check depends on it asks
 * the handlers to {@linkplain io.postern.smtp.gate.LookAhead look ahead}. They start what takes time; the line stays in
 * the gate until it is done, without a thread. The hooks find their results ready.
 *
 * <p>{@link io.postern.smtp.gate.GateInstaller} alone knows what James looks like inside.
 */
@NullMarked
package io.postern.smtp.gate;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * The command {@code postern}: the server's checks, run by a person or a script, with the same code and without a
 * server.
 *
 * <p>A <em>verb</em> is a subcommand: {@code spf} checks one transaction, {@code dkim} the signatures of a message,
 * {@code check} a message as it arrives, {@code batch} answers JSON requests line by line, each naming an
 * <em>operation</em> ({@code op}). DNS is asked over the network or answered by a <em>cassette</em>, a DNS world in a
 * file; what the network said can be recorded as one.
 *
 * <p>Entry point: {@link io.postern.cli.Postern}. Read {@code SpfVerb} next for a verb, {@code Batch} for requests.
 * Standard output is for answers alone; complaints and traces go to standard error. Exit statuses are in
 * {@code ExitStatus}, and with every verb in docs/cli.md.
 */
@NullMarked
package io.postern.cli;

import org.jspecify.annotations.NullMarked;

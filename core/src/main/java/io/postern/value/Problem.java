// SPDX-License-Identifier: Apache-2.0
package io.postern.value;

/**
 * Why an evaluation could not go its normal way.
 *
 * @param kind stable: for counters and log keys
 * @param detail for a person; may quote what the network sent, so it is filtered before it is shown
 */
public record Problem(ProblemKind kind, String detail) {}

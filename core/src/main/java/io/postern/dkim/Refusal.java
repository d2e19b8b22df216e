// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

/**
 * Why a signature does not pass.
 *
 * @param detail for a person; may quote what the network sent
 */
record Refusal(DkimReason reason, String detail) {}

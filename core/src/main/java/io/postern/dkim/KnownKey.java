// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

/**
 * What the text of a key record was read as: to read one costs as much as half a check.
 *
 * @param record what it says besides
 */
record KnownKey(DkimKey record, VerificationKey key) {}

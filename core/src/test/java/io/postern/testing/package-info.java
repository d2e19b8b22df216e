// SPDX-License-Identifier: Apache-2.0
/**
 * What the tests of several modules share: where the conformance suites lie, and when a missing thing skips or fails.
 */
@NullMarked
package io.postern.testing;

import org.jspecify.annotations.NullMarked;

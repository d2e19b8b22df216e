// SPDX-License-Identifier: Apache-2.0
/**
 * The verbs within this process, where {@code Run} plays the shell; and as {@code *IT} the jar that is shipped, in a
 * process of its own, with the conformance suites and the examples of docs/cli.md.
 */
@NullMarked
package io.postern.cli;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** JMH benchmarks. Results and the commands that made them are in docs/performance.md. */
@NullMarked
package io.postern.benchmarks;

import org.jspecify.annotations.NullMarked;

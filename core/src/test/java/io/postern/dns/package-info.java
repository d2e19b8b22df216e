// SPDX-License-Identifier: Apache-2.0
/** What a cassette answers and what a budget allows. */
@NullMarked
package io.postern.dns;

import org.jspecify.annotations.NullMarked;

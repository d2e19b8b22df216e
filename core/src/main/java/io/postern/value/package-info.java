// SPDX-License-Identifier: Apache-2.0
/**
 * Values that every protocol shares: names, addresses, parse results, problems. No protocol lives here, and nothing
 * here does I/O.
 *
 * <p>Octets that came from the network are carried as {@code byte[]} or, where text handling is wanted, as ISO-8859-1
 * strings: one {@code char}, U+0000 to U+00FF, for one octet. Such parameters and components say "octet string".
 */
@NullMarked
package io.postern.value;

import org.jspecify.annotations.NullMarked;

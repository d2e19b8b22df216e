// SPDX-License-Identifier: Apache-2.0
/**
 * Single-key lookups in tables that other programs write, as Exim has them: a <em>subject</em> (an address, a domain,
 * an IP address) becomes one or more <em>keys</em>, tried one after the other in one state of the table, and the first
 * that is there gives the <em>value</em>.
 *
 * <p>{@link io.postern.lookup.KeyedLookup} is a table, {@link io.postern.lookup.LookupKeys} makes keys of a subject,
 * {@link io.postern.lookup.LookupOutcome} is what came of it: a table that cannot be read is a failure, never "not
 * found". {@link io.postern.lookup.AliasExpansion} is for tables whose values are addresses. No table is implemented
 * here.
 */
@NullMarked
package io.postern.lookup;

import org.jspecify.annotations.NullMarked;

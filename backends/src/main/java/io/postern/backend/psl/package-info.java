// SPDX-License-Identifier: Apache-2.0
/**
 * The Public Suffix List as files: the copy that comes with Postern, and an operator's own, which is read again when it
 * changes.
 *
 * <p>Entry point: {@link io.postern.backend.psl.SuffixListSource}. The bundled copy is taken out of Apache HttpClient's
 * jar when Postern is built; how old it is, {@link io.postern.backend.psl.SuffixListSource#status} tells.
 */
@NullMarked
package io.postern.backend.psl;

import org.jspecify.annotations.NullMarked;

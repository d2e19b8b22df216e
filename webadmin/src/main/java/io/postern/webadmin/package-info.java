// SPDX-License-Identifier: Apache-2.0
/**
 * Postern in James's webadmin: a <em>route</em> is a path of its HTTP interface, named in {@code webadmin.properties}
 * and made by James with what it asks to be injected. Answers are the JSON of {@code io.postern.backend.json}, errors
 * are James's own.
 *
 * <p>{@link io.postern.webadmin.SpfRoutes} checks SPF on request. Each route stands in docs/webadmin.md with a request,
 * its answer and its status codes.
 */
@NullMarked
package io.postern.webadmin;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * Requests and outcomes as JSON: the one form in which the command line, {@code postern batch} and webadmin show what a
 * check found, so that they cannot differ.
 *
 * <p>A <em>request</em> is an object whose members are read one by one by {@link io.postern.backend.json.JsonRequest};
 * what is wrong with it is said as the member's name, the value found and what is allowed. An <em>answer</em> is an
 * object made from outcome values: {@link io.postern.backend.json.SpfJson} from the findings of SPF (RFC 7208),
 * {@link io.postern.backend.json.DkimJson} from those of DKIM (RFC 6376), {@link io.postern.backend.json.AuthResJson}
 * from an Authentication-Results field (RFC 8601). In answers a text that there is none of is the empty string, and a
 * member that was not asked for is absent.
 *
 * <p>Not here: the cassette format, which has a package of its own.
 */
@NullMarked
package io.postern.backend.json;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import io.postern.value.DomainName;

/**
 * What the Public Suffix List says where the tree walk decides; no question is asked for it.
 *
 * @param organizationalDomain of the Author Domain; itself if it is a public suffix
 * @param pass whether the message would pass under the same record
 * @param differs in the one or the other; not told of a message that the walk could not decide
 */
public record SecondOpinion(DomainName organizationalDomain, boolean pass, boolean differs) {}

// SPDX-License-Identifier: Apache-2.0
package io.postern.matchers;

import io.postern.james.LookupSubject;
import io.postern.james.PosternServices;
import javax.inject.Inject;

/**
 * {@code SenderDomainInLmdb=map}: all recipients, if the map has the domain of the sender; the null sender is in no
 * map. The documentation is docs/lmdb.md.
 */
public final class SenderDomainInLmdb extends InLmdb {
    @Inject
    public SenderDomainInLmdb(PosternServices services) {
        super(services, LookupSubject.SENDER_DOMAIN);
    }
}

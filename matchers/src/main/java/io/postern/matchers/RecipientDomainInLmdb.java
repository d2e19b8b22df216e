// SPDX-License-Identifier: Apache-2.0
package io.postern.matchers;

import io.postern.james.LookupSubject;
import io.postern.james.PosternServices;
import javax.inject.Inject;

/** {@code RecipientDomainInLmdb=map}: the recipients whose domain the map has. The documentation is docs/lmdb.md. */
public final class RecipientDomainInLmdb extends InLmdb {
    @Inject
    public RecipientDomainInLmdb(PosternServices services) {
        super(services, LookupSubject.RECIPIENT_DOMAIN);
    }
}

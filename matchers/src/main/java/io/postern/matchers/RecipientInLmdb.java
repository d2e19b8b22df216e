// SPDX-License-Identifier: Apache-2.0
package io.postern.matchers;

import io.postern.james.LookupSubject;
import io.postern.james.PosternServices;
import javax.inject.Inject;

/** {@code RecipientInLmdb=map}: the recipients whose address the map has. The documentation is docs/lmdb.md. */
public final class RecipientInLmdb extends InLmdb {
    @Inject
    public RecipientInLmdb(PosternServices services) {
        super(services, LookupSubject.RECIPIENT);
    }
}

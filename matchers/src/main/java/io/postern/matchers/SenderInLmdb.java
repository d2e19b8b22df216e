// SPDX-License-Identifier: Apache-2.0
package io.postern.matchers;

import io.postern.james.LookupSubject;
import io.postern.james.PosternServices;
import javax.inject.Inject;

/**
 * {@code SenderInLmdb=map}: all recipients, if the map has the sender's address; the null sender is in no map. The
 * documentation is docs/lmdb.md.
 */
public final class SenderInLmdb extends InLmdb {
    @Inject
    public SenderInLmdb(PosternServices services) {
        super(services, LookupSubject.SENDER);
    }
}

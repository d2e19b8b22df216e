// SPDX-License-Identifier: Apache-2.0
package io.postern.matchers;

import io.postern.james.LookupSubject;
import io.postern.james.PosternServices;
import javax.inject.Inject;

/**
 * {@code RemoteAddressInLmdb=map}: all recipients, if the map has the address of the client. The documentation is
 * docs/lmdb.md.
 */
public final class RemoteAddressInLmdb extends InLmdb {
    @Inject
    public RemoteAddressInLmdb(PosternServices services) {
        super(services, LookupSubject.REMOTE_ADDRESS);
    }
}

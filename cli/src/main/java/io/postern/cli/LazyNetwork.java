// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.backend.dns.DnsjavaResolver;
import io.postern.dns.DnsResolver;
import org.jspecify.annotations.Nullable;

/** A resolver that is made when the first question needs it, and kept with its cache until the end. */
final class LazyNetwork implements AutoCloseable {
    private final NetworkOptions options;
    private @Nullable DnsjavaResolver resolver;

    LazyNetwork(NetworkOptions options) {
        this.options = options;
    }

    DnsResolver get() {
        if (resolver == null) {
            resolver = options.open();
        }
        return resolver;
    }

    @Override
    public void close() {
        if (resolver != null) {
            resolver.close();
        }
    }
}

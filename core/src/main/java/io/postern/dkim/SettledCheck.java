// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import java.util.concurrent.CompletableFuture;

/** A field that cannot pass whatever its key and its message are. */
record SettledCheck(DkimOutcome settled) implements SignatureCheck {
    @Override
    public SignatureLabel label() {
        return settled.label();
    }

    @Override
    public void hash() {
        // there is nothing that a hash would change
    }

    @Override
    public CompletableFuture<DkimOutcome> outcome() {
        return CompletableFuture.completedFuture(settled);
    }
}

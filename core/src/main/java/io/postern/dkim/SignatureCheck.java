// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import java.util.concurrent.CompletableFuture;

/**
 * The check of one signature field, begun by {@link SignatureChecks}: its key has been asked for. Then {@link #hash},
 * and when the body has passed through the message's {@link MessageHasher}, {@link #outcome}.
 */
public sealed interface SignatureCheck permits SettledCheck, PendingCheck {
    /** What the field says of itself. */
    SignatureLabel label();

    /** Hashes the fields that it covers. Called when all keys have been asked for. */
    void hash();

    /** What became of it; completes when the key is there, never exceptionally. */
    CompletableFuture<DkimOutcome> outcome();
}

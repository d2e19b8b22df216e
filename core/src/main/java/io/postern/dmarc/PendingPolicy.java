// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The policy of a message's author, known or still asked for; or nothing that was begun. */
public final class PendingPolicy {
    /** Nothing was begun. */
    public static final PendingPolicy NONE = new PendingPolicy(Optional.empty());

    private record Begun(AuthorDomain author, PolicyRecords records, CompletableFuture<AuthorPolicy.Found> found) {}

    private final Optional<Begun> begun;

    private PendingPolicy(Optional<Begun> begun) {
        this.begun = begun;
    }

    static PendingPolicy of(AuthorDomain author, PolicyRecords records, CompletableFuture<AuthorPolicy.Found> found) {
        return new PendingPolicy(Optional.of(new Begun(author, records, found)));
    }

    boolean isOf(AuthorDomain author) {
        return begun.isPresent() && begun.get().author.equals(author);
    }

    /** What was asked. */
    PolicyRecords records() {
        return begun.orElseThrow().records;
    }

    CompletableFuture<AuthorPolicy.Found> found() {
        return begun.orElseThrow().found;
    }
}

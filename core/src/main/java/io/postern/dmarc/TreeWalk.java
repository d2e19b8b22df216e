// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import io.postern.value.DomainName;
import io.postern.value.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A DNS tree walk (RFC 9989 §4.10) and what it found.
 *
 * @param start where it began
 * @param found the names that publish one record each, longest first
 * @param failure why it broke off; what stands above that name is not known then
 */
record TreeWalk(DomainName start, List<Published> found, Optional<Problem> failure) {
    /** RFC 9989 §4.10: questions for one starting name. */
    static final int MAX_QUERIES = 8;

    TreeWalk {
        found = List.copyOf(found);
    }

    /** A record and who publishes it. */
    record Published(DomainName name, DmarcRecord record) {}

    /** The names that are asked, in order, unless a record ends the walk before. */
    static List<DomainName> targets(DomainName start) {
        List<DomainName> targets = new ArrayList<>();
        targets.add(start);
        int labels = start.labelCount();
        // RFC 9989 §4.10 step 3: of eight labels or more, seven are left in one step
        for (int left = Math.min(labels, MAX_QUERIES) - 1; left > 0; left--) {
            targets.add(lastLabels(start, left));
        }
        return targets;
    }

    /** Walks; completes with what was found, never exceptionally unless the resolver does. */
    static CompletableFuture<TreeWalk> from(DomainName start, PolicyRecords records) {
        return step(new TreeWalk(start, List.of(), Optional.empty()), targets(start), 0, records);
    }

    private static CompletableFuture<TreeWalk> step(
            TreeWalk soFar, List<DomainName> targets, int index, PolicyRecords records) {
        if (index == targets.size()) {
            return CompletableFuture.completedFuture(soFar);
        }
        DomainName name = targets.get(index);
        return records.at(name).thenCompose(lookup -> {
            if (lookup instanceof PolicyLookup.Failed failed) {
                // what is above must not count as if there were nothing here
                return CompletableFuture.completedFuture(
                        new TreeWalk(soFar.start, soFar.found, Optional.of(failed.why())));
            }
            TreeWalk next = lookup instanceof PolicyLookup.Found found ? soFar.with(name, found.record()) : soFar;
            // RFC 9989 §4.10 steps 2 and 7: psd=n and psd=y end the walk, other records do not
            boolean ends =
                    lookup instanceof PolicyLookup.Found found && found.record().psd() != PsdFlag.UNDECIDED;
            return ends ? CompletableFuture.completedFuture(next) : step(next, targets, index + 1, records);
        });
    }

    /** The Organizational Domain of the start; empty where the walk broke off. */
    Optional<DomainName> organizationalDomain() {
        return failure.isPresent() ? Optional.empty() : Optional.of(selected());
    }

    /** The record that applies to mail from the start; empty: there is none, or the walk broke off before it. */
    Optional<Published> policy() {
        // RFC 9989 §4.10.1: the Author Domain's own, else its Organizational Domain's, else its Public Suffix Domain's
        Optional<Published> own = at(start);
        if (own.isPresent() || failure.isPresent()) {
            return own;
        }
        return at(selected())
                .or(() -> found.stream()
                        .filter(each -> each.record.psd() == PsdFlag.YES)
                        .findFirst());
    }

    private Optional<Published> at(DomainName name) {
        for (Published each : found) {
            if (each.name.equals(name)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    private TreeWalk with(DomainName name, DmarcRecord record) {
        List<Published> more = new ArrayList<>(found);
        more.add(new Published(name, record));
        return new TreeWalk(start, more, failure);
    }

    // RFC 9989 §4.10.2
    private DomainName selected() {
        DomainName shortest = start;
        for (Published each : found) {
            if (each.record.psd() == PsdFlag.NO) {
                return each.name;
            }
            if (each.record.psd() == PsdFlag.YES && !each.name.equals(start)) {
                // one label below the Public Suffix Domain, which the walk may have jumped over
                return lastLabels(start, each.name.labelCount() + 1);
            }
            shortest = each.name;
        }
        return shortest;
    }

    private static DomainName lastLabels(DomainName name, int count) {
        DomainName last = name;
        for (int labels = name.labelCount(); labels > count; labels--) {
            last = last.parent().orElseThrow();
        }
        return last;
    }
}

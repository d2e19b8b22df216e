// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import io.postern.value.Ascii;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * All that a spool knows of a message besides the message. Strings are octet strings. Immutable.
 *
 * @param sender without angle brackets; empty for the null sender
 * @param received when; kept in microseconds
 * @param warnings how often the sender has been told of a delay
 * @param variables in order; names may repeat, the last one counts
 * @param done addresses that have been delivered to, with what Exim notes besides recipients
 * @param recipients all that there ever were, at most {@link #MAX_RECIPIENTS}
 */
public record SpoolEnvelope(
        Submitter submitter,
        String sender,
        Instant received,
        int warnings,
        List<SpoolVariable> variables,
        List<AclVariable> aclVariables,
        SortedSet<String> done,
        List<SpoolRecipient> recipients) {
    /** Exim refuses files with more. */
    public static final int MAX_RECIPIENTS = 16_384;
    /** Ours, against exhaustion. */
    public static final int MAX_VARIABLES = 10_000;
    /** Ours, against exhaustion: recipients and what Exim made of them. */
    public static final int MAX_DONE = 1_000_000;

    public SpoolEnvelope {
        received = received.truncatedTo(ChronoUnit.MICROS);
        variables = List.copyOf(variables);
        aclVariables = List.copyOf(aclVariables);
        done = Collections.unmodifiableSortedSet(new TreeSet<>(done));
        recipients = List.copyOf(recipients);
        SpoolText.require(SpoolText.isAddress(sender), "not a sender");
        SpoolText.require(warnings >= 0, "a negative count of warnings");
        SpoolText.require(received.getEpochSecond() >= 0, "a time before 1970");
        SpoolText.require(recipients.size() <= MAX_RECIPIENTS, "more than " + MAX_RECIPIENTS + " recipients");
        SpoolText.require(
                variables.size() + aclVariables.size() <= MAX_VARIABLES, "more than " + MAX_VARIABLES + " variables");
        SpoolText.require(
                done.stream().allMatch(address -> !address.isEmpty() && SpoolText.isAddress(address)),
                "not an address in the tree");
        SpoolText.require(
                variables.stream().noneMatch(variable -> HeaderVariables.ofFile(variable.name())),
                "a variable that follows from the rest");
    }

    /** The value of a variable, empty text for one that has none. */
    public Optional<String> variable(String name) {
        return variables.stream()
                .filter(variable -> variable.name().equals(name))
                .map(SpoolVariable::value)
                .reduce((first, second) -> second);
    }

    /** Whether Exim, or who else works on the message, has put it aside. */
    public boolean isFrozen() {
        return variable("frozen").isPresent();
    }

    /** Recipients that have not been delivered to; the case of domains does not tell addresses apart. */
    public List<SpoolRecipient> remaining() {
        Set<String> delivered = new HashSet<>();
        done.forEach(address -> delivered.add(canonical(address)));
        return recipients.stream()
                .filter(recipient -> !delivered.contains(canonical(recipient.address())))
                .toList();
    }

    /** The same with more addresses that have been delivered to. */
    SpoolEnvelope withDone(Set<String> more) {
        SortedSet<String> all = new TreeSet<>(done);
        all.addAll(more);
        return new SpoolEnvelope(submitter, sender, received, warnings, variables, aclVariables, all, recipients);
    }

    private static String canonical(String address) {
        int at = address.lastIndexOf('@');
        return address.substring(0, at + 1) + Ascii.toLowerCase(address.substring(at + 1));
    }
}

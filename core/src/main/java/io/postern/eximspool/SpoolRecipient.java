// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import java.util.Set;

/**
 * One recipient.
 *
 * @param address octet string, without angle brackets
 * @param notifications empty where the sender did not say
 * @param originalRecipient of ORCPT (RFC 3461 §4.2), such as {@code rfc822;alice@example.com}; empty if there is none
 * @param errorsTo who is told of failures in place of the sender; empty for the sender
 * @param parent which recipient this one was made from, counted from 0; -1 for none
 */
public record SpoolRecipient(
        String address, Set<DsnNotify> notifications, String originalRecipient, String errorsTo, int parent) {
    /** {@link #parent} of a recipient that the client gave. */
    public static final int NO_PARENT = -1;

    public SpoolRecipient {
        notifications = Set.copyOf(notifications);
        SpoolText.require(!address.isEmpty() && SpoolText.isAddress(address), "not a recipient's address");
        SpoolText.require(SpoolText.isAddress(originalRecipient), "not an original recipient");
        SpoolText.require(SpoolText.isAddress(errorsTo), "not an address for errors");
        SpoolText.require(parent >= NO_PARENT, "not a number of a parent");
    }

    public static SpoolRecipient of(String address) {
        return new SpoolRecipient(address, Set.of(), "", "", NO_PARENT);
    }

    /** Whether it has nothing but its address. */
    boolean isPlain() {
        return notifications.isEmpty() && originalRecipient.isEmpty() && errorsTo.isEmpty() && parent == NO_PARENT;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The addresses that have been delivered to already, as Exim writes them: a binary tree, the node before its left and
 * its right part, each line with two letters that say whether there are such parts. Exim looks addresses up in it, so
 * it must be in the order of octets.
 */
final class AddressTree {
    private static final String NONE = "XX";

    private AddressTree() {}

    static void write(SortedSet<String> addresses, OctetText text) throws IOException {
        if (addresses.isEmpty()) {
            text.line(NONE);
        } else {
            write(List.copyOf(addresses), text);
        }
    }

    /** Balanced, so the depth is the logarithm of the size. */
    private static void write(List<String> sorted, OctetText text) throws IOException {
        int middle = sorted.size() / 2;
        List<String> left = sorted.subList(0, middle);
        List<String> right = sorted.subList(middle + 1, sorted.size());
        text.add(left.isEmpty() ? 'N' : 'Y').add(right.isEmpty() ? 'N' : 'Y');
        text.add(' ').line(sorted.get(middle));
        if (!left.isEmpty()) {
            write(left, text);
        }
        if (!right.isEmpty()) {
            write(right, text);
        }
    }

    /** Reads a tree in whatever order; a node that is missing, or that nobody announced, is not readable. */
    static SortedSet<String> read(SpoolLines lines) throws Unreadable {
        SortedSet<String> addresses = new TreeSet<>();
        String line = lines.next("the tree of addresses");
        if (line.equals(NONE)) {
            return addresses;
        }
        long announced = part(line, addresses);
        while (announced > 0) {
            if (addresses.size() > SpoolEnvelope.MAX_DONE) {
                throw new Unreadable("more than " + SpoolEnvelope.MAX_DONE + " addresses in the tree");
            }
            announced += part(lines.next("the tree of addresses"), addresses) - 1;
        }
        return addresses;
    }

    /** How many nodes this one announces. */
    private static int part(String line, SortedSet<String> addresses) throws Unreadable {
        boolean right = line.length() > 3
                && isLetter(line.charAt(0))
                && isLetter(line.charAt(1))
                && line.charAt(2) == ' '
                && SpoolText.isAddress(line.substring(3));
        if (!right) {
            throw new Unreadable("not a line of the tree of addresses");
        }
        addresses.add(line.substring(3));
        return (line.charAt(0) == 'Y' ? 1 : 0) + (line.charAt(1) == 'Y' ? 1 : 0);
    }

    private static boolean isLetter(char c) {
        return c == 'Y' || c == 'N';
    }
}

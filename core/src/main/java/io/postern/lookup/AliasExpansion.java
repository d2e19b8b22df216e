// SPDX-License-Identifier: Apache-2.0
package io.postern.lookup;

import io.postern.value.Ascii;
import io.postern.value.DomainName;
import io.postern.value.Parsed;
import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Aliases: values are addresses between commas. An address without {@code @} is one of the domain of the address that
 * it was found for. Each address is {@code local-part@domain}, the local part a dot-atom or a quoted string of 64
 * characters at most, all ASCII. What begins with {@code |} or {@code /} is a program or a file elsewhere, and no
 * address here.
 *
 * @param map the table
 * @param keys of an address
 * @param maxLevels how often a value's addresses are looked up again: 1 is the first lookup only
 * @param maxAddresses the most that one address may stand for
 */
public record AliasExpansion(KeyedLookup map, LookupKeys keys, int maxLevels, int maxAddresses) {
    /** RFC 5321 §4.5.3.1.1. */
    private static final int MAX_LOCAL_PART = 64;

    /** Characters of a dot-atom besides letters, digits and the dot (RFC 5322 §3.2.3). */
    private static final String ATEXT = "!#$%&'*+-/=?^_`{|}~";

    /** Why an expansion ends. */
    private static final class Stopped extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient AliasOutcome outcome;

        Stopped(AliasOutcome outcome) {
            super(null, null, false, false);
            this.outcome = outcome;
        }

        static Stopped unusable(ProblemKind kind, String detail) {
            return new Stopped(new AliasOutcome.Unusable(new Problem(kind, detail)));
        }
    }

    /** One expansion under way. */
    private static final class Walk {
        private final Set<String> found = new LinkedHashSet<>();
        private int seen;
    }

    /**
     * What an address stands for. An address that stands for itself among others is not looked up again. May block on
     * disk reads of the table: {@code maxAddresses} + 1 lookups at most.
     *
     * <p>Unusable: a value that is no list of addresses or an empty one, addresses that lead back to one that has been
     * looked up on the way to them or that are still in the table after {@code maxLevels}, more than
     * {@code maxAddresses} of all levels together.
     */
    public AliasOutcome expand(String address) {
        try {
            Optional<List<String>> first = values(address);
            if (first.isEmpty()) {
                return new AliasOutcome.Unchanged();
            }
            Walk walk = new Walk();
            collect(first.get(), List.of(address), walk);
            return new AliasOutcome.Expanded(List.copyOf(walk.found));
        } catch (Stopped stopped) {
            return stopped.outcome;
        }
    }

    /** Adds what these addresses stand for; {@code path} are those that led here, the last one has these as value. */
    private void collect(List<String> addresses, List<String> path, Walk walk) throws Stopped {
        String parent = path.get(path.size() - 1);
        for (String address : addresses) {
            if (++walk.seen > maxAddresses) {
                throw limit(path, "stands for more than " + maxAddresses + " addresses");
            }
            boolean isFinal = maxLevels == 1 || Ascii.equalsIgnoreCase(address, parent);
            Optional<List<String>> next = isFinal ? Optional.empty() : values(address);
            if (next.isEmpty()) {
                walk.found.add(address);
                continue;
            }
            if (path.stream().anyMatch(before -> Ascii.equalsIgnoreCase(before, address))) {
                throw limit(path, "leads back to " + address);
            }
            if (path.size() >= maxLevels) {
                throw limit(path, "is not at an end after " + maxLevels + " levels");
            }
            List<String> longer = new ArrayList<>(path);
            longer.add(address);
            collect(next.get(), longer, walk);
        }
    }

    private static Stopped limit(List<String> path, String what) {
        return Stopped.unusable(ProblemKind.LIMIT, path.get(0) + " " + what);
    }

    private Optional<List<String>> values(String address) throws Stopped {
        LookupOutcome outcome = map.lookup(keys.of(address));
        if (outcome instanceof LookupOutcome.NotFound) {
            return Optional.empty();
        }
        if (outcome instanceof LookupOutcome.Failed failed) {
            throw new Stopped(new AliasOutcome.Failed(failed.why()));
        }
        LookupOutcome.Found found = (LookupOutcome.Found) outcome;
        return Optional.of(addresses(found, address.substring(address.lastIndexOf('@') + 1)));
    }

    private static List<String> addresses(LookupOutcome.Found found, String domain) throws Stopped {
        List<String> addresses = new ArrayList<>();
        for (String word : split(found.value())) {
            String address = word.indexOf('@') < 0 ? word + "@" + domain : word;
            if (!isAddress(address)) {
                throw Stopped.unusable(ProblemKind.SYNTAX, "value of " + found.key() + ": no address: " + word);
            }
            addresses.add(address);
        }
        if (addresses.isEmpty()) {
            throw Stopped.unusable(ProblemKind.SYNTAX, "value of " + found.key() + " is empty");
        }
        return addresses;
    }

    /** At commas outside quotes; without the blanks around, and without what is empty. */
    private static List<String> split(String value) {
        List<String> words = new ArrayList<>();
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i <= value.length(); i++) {
            boolean end = i == value.length();
            if (end || (value.charAt(i) == ',' && !quoted)) {
                String word = value.substring(start, i).strip();
                if (!word.isEmpty()) {
                    words.add(word);
                }
                start = i + 1;
            } else if (value.charAt(i) == '"') {
                quoted = !quoted;
            } else if (value.charAt(i) == '\\' && quoted) {
                i = Math.min(i + 1, value.length() - 1);
            }
        }
        return words;
    }

    private static boolean isAddress(String text) {
        int at = text.lastIndexOf('@');
        String local = text.substring(0, at);
        boolean shape = !local.isEmpty() && local.length() <= MAX_LOCAL_PART && Ascii.isPrintable(local);
        return shape
                && (local.startsWith("\"") ? isQuoted(local) : isDotAtom(local))
                && DomainName.parse(text.substring(at + 1)) instanceof Parsed.Ok<DomainName> domain
                && domain.value().value().chars().allMatch(c -> c != ' ' && c != '"' && c != '<' && c != '>');
    }

    private static boolean isQuoted(String local) {
        int i = 1;
        while (i < local.length() - 1 && local.charAt(i) != '"') {
            i += local.charAt(i) == '\\' ? 2 : 1;
        }
        return local.length() > 2 && i == local.length() - 1 && local.charAt(i) == '"';
    }

    /** Without what other mail servers take for a program or a file. */
    private static boolean isDotAtom(String local) {
        return !local.startsWith("|")
                && !local.startsWith("/")
                && !local.startsWith(".")
                && !local.endsWith(".")
                && !local.contains("..")
                && local.chars()
                        .allMatch(c -> c == '.' || Ascii.isAlpha(c) || Ascii.isDigit(c) || ATEXT.indexOf(c) >= 0);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.lookup;

import io.postern.value.Ascii;
import io.postern.value.IpAddress;
import io.postern.value.Parsed;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes keys of a subject.
 *
 * @param form how
 * @param prefixes4 for {@link KeyForm#IP}: prefix lengths of IPv4 networks, 0 to 32, in the order in which they are
 *     tried behind the address itself
 * @param prefixes6 the same of IPv6, 0 to 128
 */
public record LookupKeys(KeyForm form, List<Integer> prefixes4, List<Integer> prefixes6) {
    /** A domain name has 127 labels at most (RFC 1035 §2.3.4); what has more is tried whole only. */
    private static final int MAX_LABELS = 127;

    public LookupKeys {
        prefixes4 = checked(prefixes4, 32);
        prefixes6 = checked(prefixes6, 128);
    }

    /** Of a form that has no prefix lengths. */
    public LookupKeys(KeyForm form) {
        this(form, List.of(), List.of());
    }

    /**
     * The keys of a subject, in the order in which they are tried, each once: at most {@value #MAX_LABELS} + 3. None of
     * the empty subject, and none of a subject that is no IP address with {@link KeyForm#IP}.
     */
    public List<String> of(String subject) {
        if (subject.isEmpty()) {
            return List.of();
        }
        return switch (form) {
            case EXACT -> List.of(subject);
            case LOWER -> List.of(Ascii.toLowerCase(subject));
            case ADDRESS -> address(Ascii.toLowerCase(subject));
            case DOMAIN -> List.of(domain(subject));
            case PARTIAL -> partial(domain(subject));
            case IP -> ip(subject);
        };
    }

    private static List<String> address(String address) {
        int at = address.lastIndexOf('@');
        return at < 0 ? List.of(address, "*") : List.of(address, "*" + address.substring(at), "*");
    }

    private static String domain(String subject) {
        return Ascii.toLowerCase(subject.substring(subject.lastIndexOf('@') + 1));
    }

    private static List<String> partial(String domain) {
        List<String> keys = new ArrayList<>();
        keys.add(domain);
        if (domain.chars().filter(c -> c == '.').count() < MAX_LABELS) {
            keys.add("*." + domain);
            for (int dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
                keys.add("*" + domain.substring(dot));
            }
        }
        keys.add("*");
        return keys;
    }

    private List<String> ip(String subject) {
        if (!(IpAddress.parse(subject) instanceof Parsed.Ok<IpAddress> parsed)) {
            return List.of();
        }
        IpAddress address = parsed.value().unmapped();
        List<String> keys = new ArrayList<>();
        keys.add(address.toString());
        for (int length : address.isV6() ? prefixes6 : prefixes4) {
            keys.add(network(address, length) + "/" + length);
        }
        return keys;
    }

    /** The address with the bits behind the prefix cleared. */
    private static IpAddress network(IpAddress address, int length) {
        byte[] octets = address.octets();
        for (int i = 0; i < octets.length; i++) {
            int kept = Math.max(0, Math.min(8, length - 8 * i));
            octets[i] &= (byte) (0xFF00 >> kept);
        }
        return IpAddress.of(octets);
    }

    private static List<Integer> checked(List<Integer> lengths, int most) {
        for (int length : lengths) {
            if (length < 0 || length > most) {
                throw new IllegalArgumentException("prefix length " + length + ", allowed: 0 to " + most);
            }
        }
        return List.copyOf(lengths);
    }
}

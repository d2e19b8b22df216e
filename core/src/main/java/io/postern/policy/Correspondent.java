// SPDX-License-Identifier: Apache-2.0
package io.postern.policy;

import io.postern.value.Ascii;
import io.postern.value.DomainName;
import io.postern.value.Parsed;
import java.util.Locale;
import java.util.Optional;

/**
 * An address, or all addresses of a domain, as sender or as recipient: {@code sender:ceo@example.org},
 * {@code recipient:bank.example}. A domain does not count for those below it.
 *
 * @param role whose address is looked at
 * @param address {@code local-part@domain}, or a domain; lower case
 */
public record Correspondent(Role role, String address) {
    /** Whose address is looked at. */
    public enum Role {
        SENDER,
        RECIPIENT;

        public String keyword() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Reads {@code role:address}. */
    public static Parsed<Correspondent> parse(String text) {
        int colon = text.indexOf(':');
        Optional<Role> role = role(text.substring(0, Math.max(0, colon)));
        Optional<String> address = addressOrDomain(text.substring(colon + 1)).ok();
        return role.isPresent() && address.isPresent()
                ? Parsed.ok(new Correspondent(role.get(), address.get()))
                : Parsed.malformed(0, "correspondent", "not sender: or recipient: and an address or a domain");
    }

    /** An address, or a domain for all of its addresses; lower case. */
    public static Parsed<String> addressOrDomain(String text) {
        String domain = text.substring(text.lastIndexOf('@') + 1);
        return DomainName.parse(domain).ok().isPresent() && !text.startsWith("@")
                ? Parsed.ok(Ascii.toLowerCase(text))
                : Parsed.malformed(0, "recipient", "neither local-part@domain nor a domain");
    }

    private static Optional<Role> role(String word) {
        for (Role role : Role.values()) {
            if (role.keyword().equals(word)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }

    /** Whether an address, in any case, of somebody in this role is meant. */
    public boolean is(Role itsRole, String itsAddress) {
        String lower = Ascii.toLowerCase(itsAddress);
        return role == itsRole
                && (lower.equals(address)
                        || (address.indexOf('@') < 0
                                && lower.substring(lower.lastIndexOf('@') + 1).equals(address)));
    }
}

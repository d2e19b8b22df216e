// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.postern.value.Ascii;
import io.postern.value.DomainName;
import io.postern.value.IpAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What the macro letters stand for (RFC 7208 §7.2), and their expansion (§7.3).
 *
 * @param sender {@code s}, with a local part
 * @param domain {@code d}: the domain whose record is being evaluated
 * @param clientIp {@code i}, {@code c} and {@code v}
 * @param validatedName {@code p}; {@code unknown} unless it was looked up
 * @param helo {@code h}
 * @param receiver {@code r}
 * @param now {@code t}
 * @param identity {@code _scope} and {@code _identity}
 */
record MacroValues(
        String sender,
        String domain,
        IpAddress clientIp,
        String validatedName,
        String helo,
        String receiver,
        Instant now,
        SpfIdentity identity) {
    /** Characters of an expanded text. Ours, against explanations that name a long macro thousands of times. */
    static final int MAX_LENGTH = 4_000;

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    /** At most {@value #MAX_LENGTH} characters; what is longer is cut. */
    String expand(MacroString text) {
        StringBuilder out = new StringBuilder();
        for (MacroString.Part part : text.parts()) {
            if (out.length() < MAX_LENGTH) {
                out.append(expanded(part));
            }
        }
        return out.length() <= MAX_LENGTH ? out.toString() : out.substring(0, MAX_LENGTH);
    }

    /** The domain name that a domain-spec stands for; empty when it is none. */
    Optional<DomainName> expandToName(MacroString text) {
        // from the right, and no further than can matter: a record may name a long macro thousands of times
        StringBuilder out = new StringBuilder();
        for (int i = text.parts().size() - 1; i >= 0 && out.length() < DomainName.MAX_LENGTH + 3; i--) {
            out.insert(0, expanded(text.parts().get(i)));
        }
        String name = out.toString();
        int end = name.endsWith(".") ? name.length() - 1 : name.length();
        // RFC 7208 §7.3: a name of more than 253 characters loses labels on its left until it fits
        int dot = end <= DomainName.MAX_LENGTH ? -1 : name.indexOf('.', end - DomainName.MAX_LENGTH - 1);
        return DomainName.parse(name.substring(dot + 1)).ok();
    }

    private String expanded(MacroString.Part part) {
        if (part instanceof MacroString.Literal literal) {
            return literal.text();
        }
        if (part instanceof MacroString.Macro macro) {
            String value = transform(value(macro.letter()), macro);
            return macro.urlEscaped() ? urlEscape(value) : value;
        }
        throw new AssertionError(part);
    }

    private String value(char letter) {
        return switch (letter) {
            case 's' -> sender;
            case 'l' -> sender.substring(0, sender.lastIndexOf('@'));
            case 'o' -> sender.substring(sender.lastIndexOf('@') + 1);
            case 'd' -> domain;
            case 'i' -> clientIp.isV6() ? nibbles(clientIp) : clientIp.toString();
            case 'p' -> validatedName;
            case 'v' -> clientIp.isV6() ? "ip6" : "in-addr";
            case 'h' -> helo;
            case 'c' -> clientIp.toString();
            // RFC 7208 §7.3: a host without a name calls itself unknown
            case 'r' -> receiver.isEmpty() ? "unknown" : receiver;
            case 't' -> Long.toString(now.getEpochSecond());
            case MacroString.SCOPE -> identity == SpfIdentity.HELO ? "helo" : "mfrom";
            case MacroString.IDENTITY -> identity == SpfIdentity.HELO ? helo : sender;
            default -> throw new AssertionError("macro letter " + letter);
        };
    }

    /** The form of {@code %{i}} for IPv6: 32 hexadecimal digits with dots between them (RFC 7208 §7.3). */
    static String nibbles(IpAddress address) {
        StringBuilder out = new StringBuilder(63);
        for (byte octet : address.octets()) {
            out.append(out.isEmpty() ? "" : ".")
                    .append(Character.forDigit(octet >> 4 & 15, 16))
                    .append('.')
                    .append(Character.forDigit(octet & 15, 16));
        }
        return out.toString();
    }

    // RFC 7208 §7.3: split at the delimiters, reverse, keep the rightmost parts, join with dots
    private static String transform(String value, MacroString.Macro macro) {
        if (macro.keep() == 0 && !macro.reversed() && macro.delimiters().equals(".")) {
            return value;
        }
        List<String> parts = split(value, macro.delimiters());
        if (macro.reversed()) {
            Collections.reverse(parts);
        }
        int first = macro.keep() == 0 ? 0 : Math.max(0, parts.size() - macro.keep());
        return String.join(".", parts.subList(first, parts.size()));
    }

    private static List<String> split(String value, String delimiters) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= value.length(); i++) {
            if (i == value.length() || delimiters.indexOf(value.charAt(i)) >= 0) {
                parts.add(value.substring(start, i));
                start = i + 1;
            }
        }
        return parts;
    }

    // RFC 7208 §7.3: upper-case macros are URL-escaped but for RFC 3986's unreserved set
    private static String urlEscape(String value) {
        StringBuilder out = new StringBuilder(value.length());
        for (byte octet : value.getBytes(UTF_8)) {
            int c = octet & 0xFF;
            if (Ascii.isAlpha(c) || Ascii.isDigit(c) || "-._~".indexOf(c) >= 0) {
                out.append((char) c);
            } else {
                out.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
            }
        }
        return out.toString();
    }
}

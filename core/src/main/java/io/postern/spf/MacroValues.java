// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.postern.value.Ascii;
import io.postern.value.IpAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

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
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    String expand(MacroString text) {
        StringBuilder out = new StringBuilder();
        for (MacroString.Part part : text.parts()) {
            if (part instanceof MacroString.Literal literal) {
                out.append(literal.text());
            } else if (part instanceof MacroString.Macro macro) {
                String value = transform(value(macro.letter()), macro);
                out.append(macro.urlEscaped() ? urlEscape(value) : value);
            }
        }
        return out.toString();
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
            case 'r' -> receiver;
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

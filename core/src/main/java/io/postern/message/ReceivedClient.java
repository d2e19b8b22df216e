// SPDX-License-Identifier: Apache-2.0
package io.postern.message;

import io.postern.value.Ascii;
import io.postern.value.IpAddress;
import io.postern.value.Parsed;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The SMTP client that a Received field speaks of (RFC 5321 §4.4), to be believed as far as the host that wrote the
 * field is.
 *
 * <p>There is no one form: Postfix, Sendmail and James write the address in brackets in a comment behind the name that
 * the client gave, Exim the other way round for clients without a name, Exchange and qmail without brackets. What the
 * client chose (its HELO name, the name in its certificate) may look like an address and must not be taken for its
 * address. So all comments between {@code from} and {@code by} are searched, but for what stands behind {@code =} or is
 * a HELO name, and if they hold different addresses, or if there is a second {@code by}, the field is malformed. Only
 * without an address in the comments a literal behind {@code from} is taken.
 *
 * @param helo as the field has it; may be empty, untrusted
 */
public record ReceivedClient(IpAddress address, String helo) {
    /** Characters of a field that are looked at; ours. */
    private static final int MAX_LENGTH = 4_000;

    /**
     * Whether the unfolded body of a Received field begins with a from clause: a field without one tells of local
     * submission.
     */
    public static boolean hasFrom(String body) {
        return body.stripLeading().regionMatches(true, 0, "from ", 0, 5);
    }

    /**
     * Reads the unfolded body of a Received field. Comments that do not close, a second {@code by} and several
     * addresses make it malformed: their writer was deceived.
     */
    public static Parsed<ReceivedClient> parse(String body) {
        String text = body.substring(0, Math.min(body.length(), MAX_LENGTH))
                .replaceAll("[\t\r\n]", " ")
                .trim();
        if (!hasFrom(text)) {
            return Parsed.malformed(0, "From-domain", "no from clause");
        }
        return Clause.parse(text.substring(5).trim()).fold(Clause::client, Parsed.Malformed::as);
    }

    /** The from clause: the word behind {@code from}, and the comments up to {@code by}. */
    private record Clause(String name, List<String> comments) {
        static Parsed<Clause> parse(String text) {
            int end = firstOf(text, " (");
            List<String> comments = new ArrayList<>();
            int by = -1;
            for (int position = end; position < text.length(); position++) {
                if (text.charAt(position) == '(') {
                    int close = closing(text, position);
                    if (close < 0) {
                        return Parsed.malformed(position, "TCP-info", "comments do not close");
                    }
                    if (by < 0) {
                        comments.add(text.substring(position + 1, close));
                    }
                    position = close;
                } else if (text.startsWith(" by ", position)) {
                    if (by >= 0) {
                        return Parsed.malformed(position, "By-domain", "by twice");
                    }
                    by = position;
                }
            }
            return Parsed.ok(new Clause(text.substring(0, end), comments));
        }

        Parsed<ReceivedClient> client() {
            Set<IpAddress> addresses = new LinkedHashSet<>();
            comments.forEach(comment -> addTrusted(comment, addresses));
            Optional<IpAddress> literal = literal(name);
            // Exim: the address, and behind it in a comment the HELO name; elsewhere the literal is the HELO name
            boolean named = comments.stream().anyMatch(comment -> comment.contains("helo="));
            if (addresses.isEmpty() || named) {
                literal.ifPresent(addresses::add);
            }
            return addresses.size() == 1
                    ? Parsed.ok(new ReceivedClient(addresses.iterator().next(), helo()))
                    : Parsed.malformed(0, "TCP-info", addresses.isEmpty() ? "no client address" : "several addresses");
        }

        /** {@code helo=name} (Exim) or {@code EHLO name} (James) in a comment, else the word behind from. */
        String helo() {
            for (String comment : comments) {
                int at = Ascii.toLowerCase(comment).indexOf("helo=");
                if (at >= 0) {
                    return comment.substring(at + 5, at + 5 + firstOf(comment.substring(at + 5), " ()"));
                }
                if (isHelo(comment)) {
                    return comment.substring(5).trim();
                }
            }
            return name;
        }

        /** The addresses in a comment, but for what the client chose. */
        private static void addTrusted(String comment, Set<IpAddress> addresses) {
            if (isHelo(comment)) {
                return;
            }
            String text = comment.substring(0, firstOf(comment, "="));
            for (int open = text.indexOf('['); open >= 0; open = text.indexOf('[', open + 1)) {
                int close = text.indexOf(']', open);
                if (close > 0) {
                    literal(text.substring(open, close + 1)).ifPresent(addresses::add);
                }
            }
            // Exchange writes the address alone, qmail with ident's answer before it
            String bare = text.substring(text.lastIndexOf('@') + 1).trim();
            IpAddress.parse(bare).ok().map(IpAddress::unmapped).ifPresent(addresses::add);
        }

        private static boolean isHelo(String comment) {
            return comment.regionMatches(true, 0, "EHLO ", 0, 5) || comment.regionMatches(true, 0, "HELO ", 0, 5);
        }

        // RFC 5321 §4.1.3: address-literal = "[" ( IPv4-address-literal / "IPv6:" IPv6-addr ) "]"
        private static Optional<IpAddress> literal(String text) {
            if (!text.startsWith("[") || !text.endsWith("]") || text.length() < 2) {
                return Optional.empty();
            }
            String inner = text.substring(1, text.length() - 1);
            Parsed<IpAddress> parsed =
                    IpAddress.parse(inner.regionMatches(true, 0, "IPv6:", 0, 5) ? inner.substring(5) : inner);
            return parsed.ok().map(IpAddress::unmapped);
        }

        private static int closing(String text, int open) {
            int depth = 0;
            for (int i = open; i < text.length(); i++) {
                depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
                if (depth == 0) {
                    return i;
                }
            }
            return -1;
        }

        private static int firstOf(String text, String characters) {
            int i = 0;
            while (i < text.length() && characters.indexOf(text.charAt(i)) < 0) {
                i++;
            }
            return i;
        }
    }
}

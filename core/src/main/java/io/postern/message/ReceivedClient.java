// SPDX-License-Identifier: Apache-2.0
package io.postern.message;

import io.postern.value.Ascii;
import io.postern.value.IpAddress;
import io.postern.value.Parsed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The SMTP client that a Received field speaks of (RFC 5321 §4.4), to be believed as far as the host that wrote the
 * field is.
 *
 * <p>There is no one form: Postfix, Sendmail and James write the address in brackets in a comment behind the name that
 * the client gave, Exim the other way round, Exchange without brackets. What the client chose (its HELO name, which may
 * look like an address) must not be taken for its address: of the comments before {@code by}, the last one that holds
 * an address counts, and an address behind {@code =} never does; only without such a comment an address literal behind
 * {@code from} is taken, as Exim writes it for clients without a name.
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
     * Reads the unfolded body of a Received field. Comments that do not close make it malformed: their writer was
     * deceived.
     */
    public static Parsed<ReceivedClient> parse(String body) {
        String text = body.substring(0, Math.min(body.length(), MAX_LENGTH))
                .replaceAll("[\t\r\n]", " ")
                .trim();
        if (!hasFrom(text)) {
            return Parsed.malformed(0, "From-domain", "no from clause");
        }
        Optional<Clause> clause = Clause.of(text.substring(5).trim());
        if (clause.isEmpty()) {
            return Parsed.malformed(0, "TCP-info", "comments do not close");
        }
        return clause.get()
                .address()
                .map(address ->
                        Parsed.ok(new ReceivedClient(address, clause.get().helo())))
                .orElse(Parsed.malformed(0, "TCP-info", "no client address"));
    }

    /** The from clause: the word behind {@code from}, and the comments up to {@code by}. */
    private record Clause(String name, List<String> comments) {
        static Optional<Clause> of(String text) {
            int end = firstOf(text, " (");
            List<String> comments = new ArrayList<>();
            int position = end;
            while (position < text.length() && !text.startsWith(" by ", position)) {
                if (text.charAt(position) == '(') {
                    int close = closing(text, position);
                    if (close < 0) {
                        return Optional.empty();
                    }
                    comments.add(text.substring(position + 1, close));
                    position = close;
                }
                position++;
            }
            return Optional.of(new Clause(text.substring(0, end), comments));
        }

        Optional<IpAddress> address() {
            for (int i = comments.size() - 1; i >= 0; i--) {
                Optional<IpAddress> address = inComment(comments.get(i));
                if (address.isPresent()) {
                    return address;
                }
            }
            return literal(name);
        }

        /** {@code helo=name} (Exim) or {@code EHLO name} (James) in a comment, else the word behind from. */
        String helo() {
            for (String comment : comments) {
                int at = Ascii.toLowerCase(comment).indexOf("helo=");
                if (at >= 0) {
                    return comment.substring(at + 5, at + 5 + firstOf(comment.substring(at + 5), " ()"));
                }
                if (comment.regionMatches(true, 0, "EHLO ", 0, 5) || comment.regionMatches(true, 0, "HELO ", 0, 5)) {
                    return comment.substring(5).trim();
                }
            }
            return name;
        }

        private static Optional<IpAddress> inComment(String comment) {
            for (int open = comment.indexOf('['); open >= 0; open = comment.indexOf('[', open + 1)) {
                int close = comment.indexOf(']', open);
                boolean chosenByClient = open > 0 && comment.charAt(open - 1) == '=';
                if (close > 0 && !chosenByClient) {
                    Optional<IpAddress> address = literal(comment.substring(open, close + 1));
                    if (address.isPresent()) {
                        return address;
                    }
                }
            }
            return IpAddress.parse(comment.trim()).ok();
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

// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import io.postern.dmarc.AddressTokens.Kind;
import io.postern.dmarc.AddressTokens.Token;
import io.postern.value.Parsed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The domains of an address-list (RFC 5322 §3.4, the obsolete forms of §4.4 too; RFC 6854 §2.1 allows groups in From).
 *
 * <p>An address is read by its grammar. What stands before {@code <} is a name for people and is read loosely, for many
 * programs write names without the quotes that they need: with dots, at signs, commas, colons. One pass over the
 * tokens.
 */
final class AddressList {
    private static final String RULE = "address-list";

    private final List<Token> element = new ArrayList<>();
    private final List<String> domains = new ArrayList<>();
    /** Words stand before this element, so it must bring the address that they are the name of. */
    private boolean wordsBefore;

    private @Nullable String wrong;

    private AddressList() {}

    /**
     * The domains of all mailboxes, as octet strings, without comments and white space; an address literal with its
     * brackets. Empty if there is no mailbox.
     */
    static Parsed<List<String>> domains(String unfoldedBody) {
        return AddressTokens.of(unfoldedBody).fold(AddressList::read, Parsed.Malformed::as);
    }

    private static Parsed<List<String>> read(List<Token> tokens) {
        AddressList list = new AddressList();
        boolean inAngle = false;
        for (Token token : tokens) {
            inAngle = token.is('<') || (inAngle && !token.is('>'));
            boolean ends = !inAngle && (token.is(',') || token.is(';') || token.is(':'));
            if (ends) {
                list.end(token.text().charAt(0));
            } else {
                list.element.add(token);
            }
        }
        list.end(';');
        return list.wrong == null ? Parsed.ok(list.domains) : Parsed.malformed(0, RULE, list.wrong);
    }

    /**
     * What stands before a comma, before the colon of a group, or before its end. That groups are closed and not nested
     * is not looked at: it changes no domain.
     */
    private void end(char separator) {
        if (indexOf('<', 0) >= 0 || indexOf('>', 0) >= 0) {
            wordsBefore = false;
            angleAddress();
        } else if (indexOf('@', 0) >= 0) {
            require(!wordsBefore, "words without an address");
            addrSpec(element);
        } else if (!element.isEmpty()) {
            // a comma within a name, or the name of a group
            wordsBefore = separator != ':';
        }
        // a name of which nothing follows
        require(separator != ';' || !wordsBefore, "words without an address");
        element.clear();
    }

    // RFC 5322 §3.4: angle-addr, nothing behind it
    private void angleAddress() {
        int open = indexOf('<', 0);
        int close = element.size() - 1;
        boolean whole =
                open >= 0 && element.get(close).is('>') && indexOf('>', 0) == close && indexOf('<', open + 1) < 0;
        if (!whole) {
            require(false, "angle brackets that do not match");
            return;
        }
        // RFC 5322 §4.4: obs-route, a list of domains before the address
        int route = element.get(open + 1).is('@') ? indexOf(':', open) : open;
        if (route < 0) {
            require(false, "a route without an address");
            return;
        }
        addrSpec(element.subList(route + 1, close));
    }

    // RFC 5322 §3.4.1, §4.4
    private void addrSpec(List<Token> tokens) {
        int at = -1;
        for (int i = 0; i < tokens.size() && at < 0; i++) {
            at = tokens.get(i).is('@') ? i : -1;
        }
        if (at < 0 || !isLocalPart(tokens.subList(0, at))) {
            require(false, "not an address");
            return;
        }
        domain(tokens.subList(at + 1, tokens.size()));
    }

    /** Words with dots between them; dots too many, which exist, harm nobody. */
    private static boolean isLocalPart(List<Token> tokens) {
        boolean wordAllowed = true;
        boolean some = false;
        for (Token token : tokens) {
            if (token.is('.')) {
                wordAllowed = true;
            } else if (token.isWord() && wordAllowed) {
                wordAllowed = false;
                some = true;
            } else {
                return false;
            }
        }
        return some;
    }

    // RFC 5322 §4.4: obs-domain has white space and comments around its dots
    private void domain(List<Token> tokens) {
        StringBuilder text = new StringBuilder();
        boolean literal = tokens.size() == 1 && tokens.get(0).kind() == Kind.LITERAL;
        boolean wordBefore = false;
        for (Token token : tokens) {
            boolean fits = token.is('.') ? wordBefore : token.kind() == Kind.WORD && !wordBefore;
            if (!fits && !literal) {
                require(false, "not a domain behind the at sign");
                return;
            }
            wordBefore = !token.is('.');
            text.append(token.text());
        }
        require(text.length() > 0, "nothing behind the at sign");
        domains.add(text.toString());
    }

    private int indexOf(char special, int from) {
        for (int i = from; i < element.size(); i++) {
            if (element.get(i).is(special)) {
                return i;
            }
        }
        return -1;
    }

    private void require(boolean right, String what) {
        if (!right && wrong == null) {
            wrong = what;
        }
    }
}

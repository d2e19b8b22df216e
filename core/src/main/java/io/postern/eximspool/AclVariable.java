// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import io.postern.value.Ascii;

/**
 * A variable that an administrator made: Exim's {@code $acl_m_name} and {@code $acl_c0}.
 *
 * @param scope of the message or of the connection
 * @param name what stands behind the letter: {@code _name} or digits
 * @param value octet string; may hold line ends
 */
public record AclVariable(Scope scope, String name, String value, Taint taint) {
    private static final int MAX_NAME = 64;

    /** How long Exim keeps it. */
    public enum Scope {
        CONNECTION('c'),
        MESSAGE('m');

        private final char letter;

        Scope(char letter) {
            this.letter = letter;
        }

        char letter() {
            return letter;
        }
    }

    public AclVariable {
        SpoolText.require(isName(name), "not the name of an ACL variable");
        SpoolText.require(canHold(value), "not the value of an ACL variable");
    }

    /** Whether a value can be written: octets without NUL, not more than a spool line may have. */
    public static boolean canHold(String value) {
        return value.length() <= SpoolText.MAX_VALUE && value.chars().allMatch(c -> c != 0 && c <= 0xFF);
    }

    /** Whether it can stand behind {@code acl_m}: digits, or an underscore with letters, digits and underscores. */
    public static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= MAX_NAME
                && (name.charAt(0) == '_'
                        ? name.chars().allMatch(c -> Ascii.isAlpha(c) || Ascii.isDigit(c) || c == '_')
                        : Ascii.isNumber(name));
    }

    /** As in Exim's configuration, without the dollar sign. */
    public String fullName() {
        return "acl_" + scope.letter() + name;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.eximspool.AclVariable;
import io.postern.value.Parsed;

/**
 * A mail attribute that goes into spool files under the name of a variable that Exim's configuration reads.
 *
 * @param attribute its name
 * @param name what stands behind {@code acl_c} or {@code acl_m}
 */
public record SpoolAttribute(String attribute, AclVariable.Scope scope, String name) {
    private static final String RULE = "attribute=variable";
    private static final String CONNECTION = "acl_c";
    private static final String MESSAGE = "acl_m";

    /** {@code postern.spf.result=acl_m_spf}. */
    public static Parsed<SpoolAttribute> parse(String text) {
        int equals = text.indexOf('=');
        String variable = text.substring(equals + 1);
        boolean known = variable.startsWith(MESSAGE) || variable.startsWith(CONNECTION);
        String name = known ? variable.substring(MESSAGE.length()) : "";
        if (equals < 1 || !AclVariable.isName(name)) {
            return Parsed.malformed(
                    equals + 1, RULE, "not an attribute, = and acl_m or acl_c with digits, or _ and a name, behind it");
        }
        AclVariable.Scope scope =
                variable.startsWith(MESSAGE) ? AclVariable.Scope.MESSAGE : AclVariable.Scope.CONNECTION;
        return Parsed.ok(new SpoolAttribute(text.substring(0, equals), scope, name));
    }
}

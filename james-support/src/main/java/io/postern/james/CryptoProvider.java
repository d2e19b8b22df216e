// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.dkim.Crypto;
import io.postern.value.Parsed;
import java.security.Provider;
import java.security.Security;

/** Whose cryptography verifies signatures, by the name that an operator gives. */
final class CryptoProvider {
    /** The JDK's own order of providers. */
    static final String JDK = "JDK";

    private static final String RULE = "provider of cryptography";

    private CryptoProvider() {}

    /**
     * The cryptography of a provider that is installed in this Java, or whose class lies beside James's jars.
     *
     * @param name {@code JDK}, a provider's name, or the name of a provider's class
     */
    static Parsed<Crypto> parse(String name) {
        if (name.equals(JDK)) {
            return Parsed.ok(Crypto.JDK);
        }
        Provider installed = Security.getProvider(name);
        return installed == null ? ofClass(name) : Parsed.ok(Crypto.preferring(installed));
    }

    private static Parsed<Crypto> ofClass(String name) {
        try {
            Class<?> type = Class.forName(name, true, CryptoProvider.class.getClassLoader());
            return Parsed.ok(Crypto.preferring(
                    type.asSubclass(Provider.class).getConstructor().newInstance()));
        } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
            // a provider with native code that does not run on this machine says so here
            return Parsed.malformed(0, RULE, "neither a provider of this Java nor a provider's class: " + e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.benchmarks;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import io.postern.dkim.Crypto;
import java.security.Provider;
import java.util.Optional;

/** Whose cryptography is measured. */
public enum CryptoChoice {
    /** What the JDK takes by itself. */
    JDK {
        @Override
        Optional<Provider> provider() {
            return Optional.empty();
        }
    },
    /** Amazon Corretto Crypto Provider, native code; what it lacks is the JDK's. */
    CORRETTO {
        @Override
        Optional<Provider> provider() {
            AmazonCorrettoCryptoProvider.INSTANCE.assertHealthy();
            return Optional.of(AmazonCorrettoCryptoProvider.INSTANCE);
        }
    };

    /** Empty for the JDK's; {@link RuntimeException} if it does not run on this machine. */
    abstract Optional<Provider> provider();

    Crypto crypto() {
        return provider().map(Crypto::preferring).orElse(Crypto.JDK);
    }
}

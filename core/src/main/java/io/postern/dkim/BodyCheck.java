// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import java.util.Base64;
import java.util.Optional;

/** Whether a body is the one that a signature covers (RFC 6376 §6.1.3). */
final class BodyCheck {
    private BodyCheck() {}

    static Optional<Refusal> of(DkimSignature signature, BodyHash hash) {
        // RFC 6376 §3.5: l= must not be more than the canonical body has
        if (hash.isLongerThanBody()) {
            return Optional.of(new Refusal(
                    DkimReason.BODY_LENGTH, "l= is more than the body's " + hash.canonicalOctets() + " octets"));
        }
        return hash.matches(signature.bodyHash().toArray())
                ? Optional.empty()
                : Optional.of(new Refusal(DkimReason.BODY_HASH, "the body is not the signed one"));
    }

    static String described(DkimSignature signature, BodyHash hash) {
        Base64.Encoder base64 = Base64.getEncoder();
        return signature.body().keyword() + ", " + hash.canonicalOctets() + " octets: hash "
                + base64.encodeToString(hash.value()) + ", signed "
                + base64.encodeToString(signature.bodyHash().toArray());
    }
}

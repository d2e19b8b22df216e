// SPDX-License-Identifier: Apache-2.0
package io.postern.arc;

import io.postern.authres.MethodResult;
import io.postern.authres.Property;
import io.postern.value.Ascii;
import io.postern.value.IpAddress;
import java.util.Optional;

/** ARC in Authentication-Results (RFC 8617 §10.2). */
public final class ArcMethodResults {
    /** The method's name. */
    public static final String METHOD = "arc";

    private static final int MAX_REASON = 400;

    private ArcMethodResults() {}

    /**
     * The result of a chain; empty for a message without one, which nobody needs to be told of.
     *
     * @param client who brought the message, if it came by SMTP
     */
    public static Optional<MethodResult> of(ArcFindings findings, Optional<IpAddress> client) {
        if (findings.state() == ChainValidationStatus.NONE) {
            return Optional.empty();
        }
        MethodResult result = MethodResult.of(METHOD, findings.state().keyword());
        if (findings.instances() > 0) {
            result = result.withComment("i=" + findings.instances());
        }
        if (findings.failure().isPresent()) {
            result = result.withReason(Ascii.printable(findings.reasonText(), MAX_REASON));
        }
        // RFC 8617 §5.2: step 5, oldest-pass is told to those behind us
        if (findings.oldestPass().isPresent()) {
            int oldest = findings.oldestPass().getAsInt();
            result = result.with(new Property("header", "oldest-pass", String.valueOf(oldest)));
        }
        // RFC 8617 §10.2: smtp.remote-ip, for those who read the chain later
        if (client.isPresent()) {
            result = result.with(
                    new Property("smtp", "remote-ip", client.get().unmapped().toString()));
        }
        String chain = String.join(":", findings.domains());
        return Optional.of(chain.isEmpty() ? result : result.with(Property.ofRemote(METHOD, "chain", chain)));
    }
}

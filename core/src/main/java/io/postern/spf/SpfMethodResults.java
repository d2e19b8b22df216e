// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import io.postern.authres.MethodResult;
import io.postern.authres.Property;
import java.util.ArrayList;
import java.util.List;

/** SPF in Authentication-Results (RFC 8601 §2.7.2). */
public final class SpfMethodResults {
    /** The method's name. */
    public static final String METHOD = "spf";

    private SpfMethodResults() {}

    /**
     * One result for MAIL FROM, with the HELO name beside it; and one more for the HELO identity when that was checked
     * and has a record. A guess is shown as a comment only.
     */
    public static List<MethodResult> of(SpfFindings findings) {
        List<MethodResult> results = new ArrayList<>();
        results.add(mailFrom(findings));
        findings.helo()
                .filter(helo -> helo.result() != SpfResult.NONE)
                .ifPresent(helo -> results.add(result(helo, findings.request(), "")
                        .with(Property.ofRemote(
                                "smtp", "helo", findings.request().helo().text()))));
        return results;
    }

    private static MethodResult mailFrom(SpfFindings findings) {
        SpfRequest request = findings.request();
        String guess = findings.guess()
                .map(outcome -> "; best guess, not SPF: " + outcome.result().keyword())
                .orElse("");
        MethodResult result = result(findings.mailFrom(), request, guess);
        if (!request.mailFrom().isNull()) {
            result = result.with(
                    Property.ofRemote("smtp", "mailfrom", request.mailFrom().text()));
        }
        // RFC 8601 §2.7.2: for a null reverse-path it is the HELO name that was checked, and smtp.helo shows it
        return request.helo().text().isEmpty()
                ? result
                : result.with(Property.ofRemote("smtp", "helo", request.helo().text()));
    }

    private static MethodResult result(SpfOutcome outcome, SpfRequest request, String more) {
        return MethodResult.of(METHOD, outcome.result().keyword())
                .withComment(request.receiver() + ": " + SpfComment.of(outcome, request) + more);
    }
}

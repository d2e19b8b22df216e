// SPDX-License-Identifier: Apache-2.0
package io.postern.authenticate;

import io.postern.arc.ArcFindings;
import io.postern.arc.ArcMethodResults;
import io.postern.authres.MethodResult;
import io.postern.dkim.DkimFindings;
import io.postern.dkim.DkimMethodResults;
import io.postern.dmarc.DmarcMethodResults;
import io.postern.dmarc.DmarcOutcome;
import io.postern.spf.SpfFindings;
import io.postern.spf.SpfMethodResults;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that is known of who sent one message: facts, no decisions.
 *
 * @param spf empty if the transaction was not checked
 * @param dkim of all signatures
 * @param dmarc made of both
 * @param arc of the chain, if there is one; it changes none of the others
 */
public record AuthenticationFindings(
        Optional<SpfFindings> spf, DkimFindings dkim, DmarcOutcome dmarc, ArcFindings arc) {
    /**
     * The results for one Authentication-Results field (RFC 8601): those of SPF, one for each signature, DMARC's, and
     * that of a chain if there is one.
     *
     * @param dmarcComment what else is to be said of DMARC, what was done about it, say; may be empty
     */
    public List<MethodResult> methodResults(String dmarcComment) {
        return methodResults(Optional.of(DmarcMethodResults.of(dmarc, dmarcComment)));
    }

    /** The same without DMARC's, where it does not judge. */
    public List<MethodResult> methodResultsWithoutDmarc() {
        return methodResults(Optional.empty());
    }

    private List<MethodResult> methodResults(Optional<MethodResult> judged) {
        List<MethodResult> results = new ArrayList<>();
        spf.ifPresent(findings -> results.addAll(SpfMethodResults.of(findings)));
        results.addAll(DkimMethodResults.of(dkim));
        judged.ifPresent(results::add);
        ArcMethodResults.of(arc, spf.map(findings -> findings.request().clientIp()))
                .ifPresent(results::add);
        return results;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import io.postern.authres.MethodResult;
import io.postern.authres.Property;
import java.util.ArrayList;
import java.util.List;

/** DMARC in Authentication-Results (RFC 9989 §9.1). */
public final class DmarcMethodResults {
    /** The method's name. */
    public static final String METHOD = "dmarc";

    private DmarcMethodResults() {}

    /** With a comment that says what the record asks for and, if not empty, {@code more}. */
    public static MethodResult of(DmarcOutcome outcome, String more) {
        MethodResult result =
                MethodResult.of(METHOD, outcome.result().keyword()).withComment(comment(outcome, more));
        if (outcome.authorDomain().isEmpty()) {
            return result;
        }
        // RFC 9989 §9.1: header.from is the Author Domain, policy.dmarc what applies once sp, np and t are considered
        MethodResult named = result.with(
                Property.ofRemote("header", "from", outcome.authorDomain().get().value()));
        return outcome.discovery()
                .policy()
                .map(policy -> named.with(
                        new Property("policy", METHOD, policy.effective().keyword())))
                .orElse(named);
    }

    private static String comment(DmarcOutcome outcome, String more) {
        List<String> words = new ArrayList<>();
        outcome.discovery().policy().ifPresent(policy -> {
            DmarcRecord record = policy.record();
            words.add("p=" + record.atItself().keyword());
            record.subdomainPolicy().ifPresent(sp -> words.add("sp=" + sp.keyword()));
            record.nonExistentPolicy().ifPresent(np -> words.add("np=" + np.keyword()));
            if (record.testing()) {
                words.add("t=y");
            }
        });
        outcome.problem().ifPresent(problem -> words.add(problem.detail()));
        if (!more.isEmpty()) {
            words.add(more);
        }
        return String.join(" ", words);
    }
}

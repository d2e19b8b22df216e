// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import io.postern.value.Ascii;
import io.postern.value.Problem;

/**
 * An outcome as a sentence for people, as it stands in header comments (Exim's {@code $spf_header_comment}). Printable
 * ASCII, at most {@value #MAX_LENGTH} characters.
 */
public final class SpfComment {
    /** Ours, so that a header line can hold it. */
    public static final int MAX_LENGTH = 400;

    private static final int MAX_NAME = 255;

    private SpfComment() {}

    public static String of(SpfOutcome outcome, SpfRequest request) {
        String domain = "domain of " + shown(outcome);
        String ip = request.clientIp().toString();
        String text =
                switch (outcome.result()) {
                    case PASS -> domain + " designates " + ip + " as permitted sender";
                    case FAIL -> domain + " does not designate " + ip + " as permitted sender";
                    case SOFTFAIL -> "transitioning " + domain + " does not designate " + ip + " as permitted sender";
                    case NEUTRAL -> ip + " is neither permitted nor denied by " + domain;
                    case NONE -> domain + " does not provide an SPF record";
                    case TEMPERROR, PERMERROR ->
                        "error in processing during lookup of " + domain + ": "
                                + outcome.problem().map(Problem::detail).orElse("");
                };
        return Ascii.printable(text, MAX_LENGTH);
    }

    private static String shown(SpfOutcome outcome) {
        return Ascii.printable(outcome.identity() == SpfIdentity.HELO ? outcome.domain() : outcome.sender(), MAX_NAME);
    }
}

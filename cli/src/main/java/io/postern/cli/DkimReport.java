// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.dkim.DkimFindings;
import io.postern.dkim.DkimOutcome;
import io.postern.dkim.SignatureLabel;
import io.postern.value.Ascii;
import io.postern.value.Problem;
import java.io.PrintWriter;
import java.util.Locale;

/** The findings of DKIM as lines for a person; what came from the network is shown as printable ASCII. */
final class DkimReport {
    private static final int MAX_TEXT = 400;

    private final PrintWriter out;

    DkimReport(PrintWriter out) {
        this.out = out;
    }

    void print(DkimFindings findings) {
        if (findings.outcomes().isEmpty()) {
            out.println("DKIM   none      the message is not signed");
        }
        findings.outcomes().forEach(this::signature);
    }

    private void signature(DkimOutcome outcome) {
        SignatureLabel label = outcome.label();
        out.printf(
                Locale.ROOT,
                "DKIM   %-9s domain=%s selector=%s identity=%s algorithm=%s bits=%d%n",
                outcome.result().keyword(),
                printable(label.domain()),
                printable(label.selector()),
                printable(label.identity()),
                printable(label.algorithm()),
                outcome.bits());
        if (!outcome.reasons().isEmpty()) {
            more("reason", outcome.reasonText());
        }
        outcome.problem().map(Problem::detail).ifPresent(detail -> more("problem", detail));
    }

    private void more(String what, String text) {
        out.printf(Locale.ROOT, "%-16s %s: %s%n", "", what, printable(text));
    }

    private static String printable(String text) {
        return Ascii.printable(text, MAX_TEXT);
    }
}

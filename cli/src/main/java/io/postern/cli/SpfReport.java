// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.spf.SpfFindings;
import io.postern.spf.SpfOutcome;
import io.postern.value.Ascii;
import io.postern.value.Problem;
import java.io.PrintWriter;
import java.util.Locale;

/** The findings of SPF as lines for a person; what came from the network is shown as printable ASCII. */
final class SpfReport {
    private static final int MAX_TEXT = 400;

    private final PrintWriter out;

    SpfReport(PrintWriter out) {
        this.out = out;
    }

    void print(SpfFindings findings) {
        line("SPF", findings.mailFrom());
        findings.heloIdentity().ifPresent(helo -> line("HELO", helo));
        findings.guess().ifPresent(guess -> line("guess", guess));
    }

    private void line(String identity, SpfOutcome outcome) {
        out.printf(
                Locale.ROOT,
                "%-6s %-9s domain=%s mechanism=%s lookups=%d void=%d%n",
                identity,
                outcome.result().keyword(),
                printable(outcome.domain()),
                outcome.mechanismText(),
                outcome.dnsLookups(),
                outcome.voidLookups());
        outcome.problem().map(Problem::detail).ifPresent(detail -> more("problem", detail));
        outcome.explanation().ifPresent(text -> more("explained", text));
    }

    private void more(String what, String text) {
        out.printf(Locale.ROOT, "%-16s %s: %s%n", "", what, printable(text));
    }

    private static String printable(String text) {
        return Ascii.printable(text, MAX_TEXT);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.arc.ArcFindings;
import io.postern.arc.ArcSetOutcome;
import io.postern.arc.ChainValidationStatus;
import io.postern.dkim.DkimOutcome;
import io.postern.value.Ascii;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;

/** The findings of ARC as lines for a person; what came from the network is shown as printable ASCII. */
final class ArcReport {
    private static final int MAX_TEXT = 400;

    private final PrintWriter out;

    ArcReport(PrintWriter out) {
        this.out = out;
    }

    void print(ArcFindings findings) {
        if (findings.state() == ChainValidationStatus.NONE) {
            out.println("ARC    none      the message has no chain");
            return;
        }
        out.printf(Locale.ROOT, "ARC    %-9s instances=%d", findings.state().keyword(), findings.instances());
        findings.oldestPass().ifPresent(oldest -> out.print(" oldest-pass=" + oldest));
        out.println();
        if (!findings.reasonText().isEmpty()) {
            more("reason: " + findings.reasonText());
        }
        findings.chain().forEach(this::set);
    }

    private void set(ArcSetOutcome set) {
        more("i=" + set.instance() + " domain=" + set.domain() + " selector=" + set.selector() + " cv="
                + set.chainBefore().map(ChainValidationStatus::keyword).orElse("-") + " message-signature="
                + word(set.messageSignature()) + " seal=" + word(set.seal()));
    }

    private void more(String text) {
        out.printf(Locale.ROOT, "%-16s %s%n", "", Ascii.printable(text, MAX_TEXT));
    }

    private static String word(Optional<DkimOutcome> signature) {
        return signature
                .map(outcome -> outcome.result().keyword()
                        + (outcome.reasons().isEmpty() ? "" : "(" + outcome.reasonText() + ")"))
                .orElse("-");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.dmarc.DmarcOutcome;
import io.postern.value.Ascii;
import io.postern.value.DomainName;
import io.postern.value.Problem;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;

/** The outcome of DMARC as lines for a person; what came from the network is shown as printable ASCII. */
final class DmarcReport {
    private static final int MAX_TEXT = 400;

    private final PrintWriter out;

    DmarcReport(PrintWriter out) {
        this.out = out;
    }

    void print(DmarcOutcome outcome) {
        out.printf(
                Locale.ROOT,
                "DMARC  %-9s author=%s policy=%s disposition=%s record=%s organization=%s spf=%s dkim=%s%n",
                outcome.result().keyword(),
                shown(outcome.authorDomain()),
                outcome.domainPolicy().isEmpty() ? "-" : outcome.domainPolicy(),
                outcome.disposition().keyword(),
                outcome.usedDomain().isEmpty() ? "-" : outcome.usedDomain(),
                shown(outcome.discovery().organizationalDomain()),
                outcome.alignmentSpf() ? "aligned" : "-",
                outcome.alignmentDkim() ? "aligned" : "-");
        outcome.problem().map(Problem::detail).ifPresent(detail -> more("problem: " + detail));
        outcome.discovery()
                .policy()
                .ifPresent(policy -> policy.record().notes().forEach(note -> more("ignored in the record: " + note)));
        outcome.discovery()
                .secondOpinion()
                .filter(opinion -> opinion.differs())
                .ifPresent(opinion -> more("the Public Suffix List says otherwise: organization "
                        + opinion.organizationalDomain() + (opinion.pass() ? ", pass" : ", no pass")));
    }

    private void more(String text) {
        out.printf(Locale.ROOT, "%-16s %s%n", "", Ascii.printable(text, MAX_TEXT));
    }

    private static String shown(Optional<DomainName> name) {
        return name.map(DomainName::value).orElse("-");
    }
}

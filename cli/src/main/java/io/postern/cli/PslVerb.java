// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.backend.idn.Idna;
import io.postern.backend.psl.SuffixListSource;
import io.postern.dmarc.PublicSuffixList;
import io.postern.value.Ascii;
import io.postern.value.Parsed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postern psl check}: whether the server would take a file for the Public Suffix List. */
@Command(
        name = "psl",
        description = "Works on the Public Suffix List.",
        subcommands = PslVerb.Check.class,
        synopsisSubcommandLabel = "check",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:the file is a list", "1:it is none", "2:usage, or it cannot be read"})
final class PslVerb implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "psl: needed: check");
    }

    /** The only thing to do so far. */
    @Command(
            name = "check",
            description = "Says whether the server would take a file for the Public Suffix List: to be asked before a"
                    + " downloaded file is moved to its place.",
            exitCodeListHeading = "%nExit status:%n",
            exitCodeList = {"0:the file is a list", "1:it is none", "2:usage, or it cannot be read"})
    static final class Check implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Parameters(paramLabel = "FILE", description = "In the format of publicsuffix.org, UTF-8.")
        private Path file = Path.of("");

        @Override
        public Integer call() {
            Parsed<PublicSuffixList> read = read();
            if (read instanceof Parsed.Malformed<PublicSuffixList> bad) {
                spec.commandLine().getErr().println(file + ": " + bad.message());
                return ExitStatus.FAIL.code();
            }
            PublicSuffixList list = read.orThrow();
            spec.commandLine()
                    .getOut()
                    .printf(
                            Locale.ROOT,
                            "version=%s icann=%d private=%d unreadable=%d%n",
                            list.version().orElse("-"),
                            list.icannRules(),
                            list.privateRules(),
                            list.unreadable().size());
            list.unreadable()
                    .forEach(rule -> spec.commandLine().getErr().println("no rule: " + Ascii.printable(rule, 80)));
            return ExitStatus.OK.code();
        }

        private Parsed<PublicSuffixList> read() {
            try {
                return SuffixListSource.read(file, new Idna());
            } catch (IOException unreadable) {
                throw new ParameterException(spec.commandLine(), "FILE: cannot be read: " + unreadable);
            }
        }
    }
}

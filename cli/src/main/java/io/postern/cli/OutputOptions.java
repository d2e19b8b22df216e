// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.value.Ascii;
import io.postern.value.Trace;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** How a verb tells what it found. */
final class OutputOptions {
    /** Characters of a traced step. Ours: records are cut, not the lines that say what became of them. */
    private static final int MAX_STEP = 1_000;

    @Option(names = "--json", description = "Answer as one line of JSON, as postern batch does.")
    private boolean json;

    @Option(
            names = "--trace",
            description = "Tell each term, question and decision with its section of the standard, on standard error.")
    private boolean trace;

    boolean asJson() {
        return json;
    }

    Trace trace(PrintWriter err) {
        return trace
                ? (section, text) -> err.println(section + "  " + Ascii.printable(text.get(), MAX_STEP))
                : Trace.OFF;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code postern batch}: requests on standard input, answers on standard output. */
@Command(
        name = "batch",
        description = {
            "Answers JSON requests, one a line, with JSON answers, one a line, in the same order.",
            "A request names its operation in \"op\": spf, dkim, dmarc, authenticate, authres-parse,"
                    + " spool-write or spool-read. What is wrong with a request is the \"error\""
                    + " of its answer; the next one is answered all the same."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:end of input", "2:usage", "74:input or output broke"})
final class BatchVerb implements Callable<Integer> {
    private final InputStream in;
    private final OutputStream out;

    @Mixin
    private final NetworkOptions network = new NetworkOptions();

    BatchVerb(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        JsonLines lines = new JsonLines(in, out);
        try (LazyNetwork resolver = new LazyNetwork(network)) {
            Batch batch = new Batch(resolver::get);
            for (Optional<String> line = lines.read(); line.isPresent(); line = lines.read()) {
                lines.write(batch.answer(line.get()));
            }
        }
        return ExitStatus.OK.code();
    }
}

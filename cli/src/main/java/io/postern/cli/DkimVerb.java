// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.backend.json.DkimJson;
import io.postern.dkim.DkimFindings;
import io.postern.message.Message;
import io.postern.value.Trace;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postern dkim}: the signatures of one message. */
@Command(
        name = "dkim",
        description = "Verifies every DKIM signature of a message (RFC 6376, RFC 8301, RFC 8463).",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:a signature passes, or there is none",
            "1:no signature passes",
            "2:usage",
            "75:no signature passes, but one may: ask again later"
        })
final class DkimVerb implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE.eml", description = "The message, with CRLF or LF.")
    private Path file = Path.of("");

    @Mixin
    private final DnsOptions dns = new DnsOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        Message message = MessageFile.read(spec, file);
        Trace trace = output.trace(spec.commandLine().getErr());
        DkimFindings findings =
                dns.resolving(spec, resolver -> new DkimCheck(resolver, Clock.systemUTC()).run(message, trace));
        PrintWriter out = spec.commandLine().getOut();
        if (output.asJson()) {
            out.println(JsonText.of(DkimJson.of(findings)));
        } else {
            new DkimReport(out).print(findings);
        }
        return ExitStatus.ofSignatures(findings.result()).code();
    }
}

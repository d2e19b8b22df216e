// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.arc.ArcFindings;
import io.postern.backend.json.ArcJson;
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

/** {@code postern arc verify}: the chain of one message. */
@Command(
        name = "verify",
        description = "Verifies the chain of a message: its structure, every seal and every message signature.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:the chain passes, or there is none",
            "1:it fails",
            "2:usage",
            "75:it fails because DNS did not answer: ask again later"
        })
final class ArcVerifyVerb implements Callable<Integer> {
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
        ArcFindings findings =
                dns.resolving(spec, resolver -> new ArcCheck(resolver, Clock.systemUTC()).run(message, trace));
        PrintWriter out = spec.commandLine().getOut();
        if (output.asJson()) {
            out.println(JsonText.of(ArcJson.of(findings)));
        } else {
            new ArcReport(out).print(findings);
        }
        return ExitStatus.ofChain(findings).code();
    }
}

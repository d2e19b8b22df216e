// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.backend.json.SpfJson;
import io.postern.envelope.Helo;
import io.postern.envelope.ReversePath;
import io.postern.message.HeaderField;
import io.postern.spf.ReceivedSpf;
import io.postern.spf.SpfFindings;
import io.postern.spf.SpfRecord;
import io.postern.spf.SpfRequest;
import io.postern.value.IpAddress;
import io.postern.value.Trace;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postern spf}: one transaction, without a message. */
@Command(
        name = "spf",
        description = "Checks whether a client may send mail in a sender's name (RFC 7208).",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:pass, none, neutral or softfail",
            "1:fail or permerror",
            "2:usage",
            "75:temperror: ask again later"
        })
final class SpfVerb implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "IP", description = "The client's IPv4 or IPv6 address.")
    private IpAddress ip = IpAddress.of("::");

    @Parameters(paramLabel = "MAILFROM", description = "The address of MAIL FROM; '' or '<>' is the null sender.")
    private String mailFrom = "";

    @Parameters(paramLabel = "HELO", description = "The name of HELO or EHLO.")
    private String helo = "";

    @Option(
            names = "--receiver",
            paramLabel = "NAME",
            defaultValue = SpfCheck.UNKNOWN_RECEIVER,
            description = "The checking host, for %%{r} and the header field. Default: ${DEFAULT-VALUE}.")
    private String receiver = SpfCheck.UNKNOWN_RECEIVER;

    @Option(
            names = "--guess",
            paramLabel = "RECORD|exim",
            description = "Where a domain publishes no record, also guess by this one; exim: by Exim's.")
    private @Nullable SpfRecord guess;

    @Mixin
    private final DnsOptions dns = new DnsOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        SpfRequest request = new SpfRequest(ip, Helo.of(helo), reversePath(mailFrom), receiver);
        Trace trace = output.trace(spec.commandLine().getErr());
        SpfFindings findings = dns.resolving(
                spec,
                resolver -> new SpfCheck(resolver, Clock.systemUTC(), Optional.ofNullable(guess)).run(request, trace));
        if (output.asJson()) {
            out.println(JsonText.of(SpfJson.of(findings)));
        } else {
            new SpfReport(out).print(findings);
            HeaderField field = HeaderField.of(ReceivedSpf.NAME, ReceivedSpf.body(findings.mailFrom(), request));
            out.println(FieldText.forTerminal(field));
        }
        return ExitStatus.ofRecord(findings.mailFrom().result()).code();
    }

    static ReversePath reversePath(String text) {
        return text.equals("<>") ? ReversePath.NULL : ReversePath.of(text);
    }
}

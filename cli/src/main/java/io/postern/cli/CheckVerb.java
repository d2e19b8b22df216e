// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.arc.ChainValidationStatus;
import io.postern.authenticate.AuthenticationFindings;
import io.postern.authres.AuthservId;
import io.postern.dmarc.DiscoveryMethod;
import io.postern.envelope.Helo;
import io.postern.message.Message;
import io.postern.spf.SpfRequest;
import io.postern.value.DomainName;
import io.postern.value.IpAddress;
import io.postern.value.Trace;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postern check}: what the server would find out about a message, and write into it. */
@Command(
        name = "check",
        description = {
            "Checks a message as the server does when it arrives, shows what was found, the Authentication-Results field"
                    + " that the server would write, and how many forged ones it would remove. The file is not changed.",
            "Checks SPF, DKIM, DMARC and ARC; the result of DMARC is the message's."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:DMARC is pass or none",
            "1:DMARC is fail or permerror",
            "2:usage",
            "75:DMARC is temperror: check again later"
        })
final class CheckVerb implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE.eml", description = "The message, with CRLF or LF.")
    private Path file = Path.of("");

    @Option(names = "--ip", required = true, paramLabel = "IP", description = "The client's address.")
    private IpAddress ip = IpAddress.of("::");

    @Option(names = "--helo", required = true, paramLabel = "NAME", description = "The name of HELO or EHLO.")
    private String helo = "";

    @Option(
            names = "--mail-from",
            required = true,
            paramLabel = "ADDRESS",
            description = "The address of MAIL FROM; '' or '<>' is the null sender.")
    private String mailFrom = "";

    @Option(
            names = "--authserv-id",
            paramLabel = "NAME",
            description = "The name under which the server writes results. Default: this host's name.")
    private @Nullable AuthservId authservId;

    @Option(
            names = "--discovery",
            paramLabel = "auto|treewalk|psl",
            defaultValue = "auto",
            description = "How DMARC finds the organizational domain. Default: ${DEFAULT-VALUE}.")
    private DiscoveryMethod method = DiscoveryMethod.AUTO;

    @Mixin
    private final DnsOptions dns = new DnsOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        AuthservId id = authservId == null ? AuthservId.of(hostName()) : authservId;
        Message message = MessageFile.read(spec, file);
        SpfRequest request = new SpfRequest(ip, Helo.of(helo), SpfVerb.reversePath(mailFrom), id.value());
        Trace trace = output.trace(spec.commandLine().getErr());
        AuthenticationFindings findings = dns.resolving(
                spec,
                resolver -> new AuthenticationCheck(resolver, Clock.systemUTC(), method).run(message, request, trace));
        print(findings, message.head().fields().stream().filter(id::isClaimedBy).count(), id);
        return ExitStatus.ofDmarc(findings.dmarc().result()).code();
    }

    private void print(AuthenticationFindings findings, long forged, AuthservId id) {
        PrintWriter out = spec.commandLine().getOut();
        if (output.asJson()) {
            out.println(JsonText.of(AuthenticationJson.of(findings, id).put("forgedFields", forged)));
            return;
        }
        findings.spf().ifPresent(new SpfReport(out)::print);
        new DkimReport(out).print(findings.dkim());
        new DmarcReport(out).print(findings.dmarc());
        if (findings.arc().state() != ChainValidationStatus.NONE) {
            new ArcReport(out).print(findings.arc());
        }
        out.printf(Locale.ROOT, "forged %-9d Authentication-Results to be removed%n", forged);
        out.println(FieldText.forTerminal(AuthenticationJson.field(findings, id)));
    }

    /** As the server's default; a host without a usable name is called localhost. */
    private static String hostName() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            return DomainName.parse(name).ok().map(DomainName::value).orElse("localhost");
        } catch (UnknownHostException unnamed) {
            return "localhost";
        }
    }
}

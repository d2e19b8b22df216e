// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.authres.AuthenticationResults;
import io.postern.authres.AuthservId;
import io.postern.backend.json.SpfJson;
import io.postern.envelope.Helo;
import io.postern.message.HeaderField;
import io.postern.message.Message;
import io.postern.message.MessageHead;
import io.postern.message.OctetSource;
import io.postern.spf.SpfFindings;
import io.postern.spf.SpfMethodResults;
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
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postern check}: what the server would find out about a message, and write into it. */
@Command(
        name = "check",
        description = {
            "Checks a message as the server does when it arrives, shows what was found, the Authentication-Results field"
                    + " that the server would write, and how many forged ones it would remove. The file is not changed.",
            "Checks SPF; as long as DMARC is not checked, a fail of SPF counts as the message's."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:nothing speaks against the message",
            "1:the check failed",
            "2:usage",
            "75:temporary failure: check again later"
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

    @Mixin
    private final DnsOptions dns = new DnsOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        AuthservId id = authservId == null ? AuthservId.of(hostName()) : authservId;
        long forged = head().fields().stream().filter(id::isClaimedBy).count();
        SpfRequest request = new SpfRequest(ip, Helo.of(helo), SpfVerb.reversePath(mailFrom), id.value());
        Trace trace = output.trace(spec.commandLine().getErr());
        SpfFindings findings = dns.resolving(
                spec, resolver -> new SpfCheck(resolver, Clock.systemUTC(), Optional.empty()).run(request, trace));
        HeaderField field = AuthenticationResults.of(id.value(), SpfMethodResults.of(findings))
                .toField();
        print(findings, forged, field);
        return ExitStatus.ofMessage(findings.mailFrom().result()).code();
    }

    private void print(SpfFindings findings, long forged, HeaderField field) {
        PrintWriter out = spec.commandLine().getOut();
        if (output.asJson()) {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            json.set("spf", SpfJson.of(findings));
            json.put("forgedFields", forged).put("authenticationResults", FieldText.of(field));
            out.println(JsonText.of(json));
            return;
        }
        new SpfReport(out).print(findings);
        out.printf(Locale.ROOT, "forged %-9d Authentication-Results to be removed%n", forged);
        out.println(FieldText.forTerminal(field));
    }

    private MessageHead head() {
        try {
            return Message.read(OctetSource.of(file)).head();
        } catch (IOException unreadable) {
            throw new ParameterException(spec.commandLine(), "FILE.eml: cannot be read: " + unreadable);
        }
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

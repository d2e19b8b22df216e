// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.arc.ArcSealer;
import io.postern.arc.ArcSealing;
import io.postern.arc.ChainValidationStatus;
import io.postern.arc.SealExpiry;
import io.postern.arc.SignedNames;
import io.postern.authres.AuthservId;
import io.postern.backend.pem.PrivateKeyPem;
import io.postern.dkim.Canonicalization;
import io.postern.dkim.SigningKey;
import io.postern.message.HeaderField;
import io.postern.message.Message;
import io.postern.value.DomainName;
import io.postern.value.Parsed;
import io.postern.value.Trace;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postern arc seal}: the set that the server would put on top of a message. */
@Command(
        name = "seal",
        description = {
            "Makes the three fields that stand on top of a message when it is handed on. The results are those of the"
                    + " message's own Authentication-Results fields of this authserv-id; what the chain before is worth,"
                    + " is verified. The file is not changed."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:sealed", "1:not sealed: there are no results, or the chain cannot go on", "2:usage"})
final class ArcSealVerb implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE.eml", description = "The message, with CRLF or LF.")
    private Path file = Path.of("");

    @Option(names = "--authserv-id", required = true, paramLabel = "NAME", description = "Whose results are sealed.")
    private AuthservId authservId = AuthservId.of("localhost");

    @Option(names = "--domain", required = true, paramLabel = "DOMAIN", description = "d= of both signatures.")
    private DomainName domain = DomainName.of("localhost");

    @Option(names = "--selector", required = true, paramLabel = "NAME", description = "s= of both signatures.")
    private DomainName selector = DomainName.of("localhost");

    @Option(
            names = "--key",
            required = true,
            paramLabel = "FILE.pem",
            description = "The private key, RSA or Ed25519, PKCS#8 or PKCS#1.")
    private Path key = Path.of("");

    @Option(
            names = "--headers",
            paramLabel = "NAMES",
            description =
                    "Names between colons, as they are to stand in h=. Default: those recommended that are there.")
    private @Nullable SignedNames headers;

    @Option(
            names = "--expire",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "[+]SECONDS",
            description = "When the message signature expires: seconds since 1970, or from now on. Without a value: one"
                    + " month. Default: never.")
    private @Nullable SealExpiry expire;

    @Option(names = "--no-timestamps", description = "Without t=.")
    private boolean noTimestamps;

    @Mixin
    private final DnsOptions dns = new DnsOptions();

    @Override
    public Integer call() throws IOException {
        Message message = MessageFile.read(spec, file);
        ChainValidationStatus before = dns.resolving(
                spec,
                resolver -> new ArcCheck(resolver, Clock.systemUTC())
                        .run(message, Trace.OFF)
                        .state());
        ArcSealing sealing = sealer().seal(message, before, OwnResults.of(message, authservId));
        if (sealing instanceof ArcSealing.NotSealed not) {
            spec.commandLine().getErr().println("not sealed: " + not.reason().keyword());
            return ExitStatus.FAIL.code();
        }
        PrintWriter out = spec.commandLine().getOut();
        for (HeaderField field : ((ArcSealing.Sealed) sealing).fields()) {
            out.println(FieldText.forTerminal(field));
        }
        return ExitStatus.OK.code();
    }

    private ArcSealer sealer() {
        ArcSealer.Options options = new ArcSealer.Options(
                headers == null ? SignedNames.RECOMMENDED : headers,
                noTimestamps ? ArcSealer.Timestamps.OFF : ArcSealer.Timestamps.ON,
                expire == null ? new SealExpiry.Never() : expire,
                Canonicalization.RELAXED,
                Canonicalization.RELAXED);
        return new ArcSealer(authservId.value(), domain, selector, signingKey(), options, Clock.systemUTC());
    }

    private SigningKey signingKey() {
        try {
            Parsed<SigningKey> parsed = PrivateKeyPem.signingKey(Files.readString(key));
            if (parsed instanceof Parsed.Malformed<SigningKey> bad) {
                throw new ParameterException(spec.commandLine(), "--key: " + key + ": " + bad.message());
            }
            return parsed.orThrow();
        } catch (IOException unreadable) {
            throw new ParameterException(spec.commandLine(), "--key: cannot be read: " + unreadable);
        }
    }
}

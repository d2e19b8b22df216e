// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.arc.SealExpiry;
import io.postern.arc.SignedNames;
import io.postern.authres.AuthservId;
import io.postern.backend.dns.DnsSettings;
import io.postern.backend.dns.DnssecMode;
import io.postern.backend.idn.Idna;
import io.postern.backend.lmdb.KeyEnd;
import io.postern.backend.lmdb.Locking;
import io.postern.dmarc.DiscoveryMethod;
import io.postern.eximspool.IdForm;
import io.postern.lookup.KeyForm;
import io.postern.spf.SpfRecord;
import io.postern.value.DomainName;
import io.postern.value.IpAddress;
import io.postern.value.Parsed;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/** The command itself, which only knows its verbs. */
@Command(
        name = "postern",
        description = "Sender authentication from the command line, by the same code as in the mail server.",
        mixinStandardHelpOptions = true,
        versionProvider = Postern.Version.class,
        scope = ScopeType.INHERIT,
        synopsisSubcommandLabel = "VERB",
        commandListHeading = "%nVerbs:%n")
public final class Postern {
    /** What the jar's manifest says. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Postern.class.getPackage().getImplementationVersion();
            return new String[] {"postern " + Objects.requireNonNullElse(version, "(not from a jar)")};
        }
    }

    private Postern() {}

    /** Runs one verb and ends the process with its exit status. */
    public static void main(String[] args) {
        System.exit(run(
                System.in, new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err), args));
    }

    /** Runs one verb; text is UTF-8, whatever the platform's encoding. The exit status is returned. */
    static int run(InputStream in, OutputStream out, OutputStream err, String... args) {
        PrintWriter answers = writer(out);
        PrintWriter complaints = writer(err);
        CommandLine command = new CommandLine(new Postern())
                .addSubcommand(new SpfVerb())
                .addSubcommand(new DkimVerb())
                .addSubcommand(new DmarcVerb())
                .addSubcommand(new ArcVerb())
                .addSubcommand(new CheckVerb())
                .addSubcommand(new PslVerb())
                .addSubcommand(new LmdbVerb())
                .addSubcommand(new SpoolVerb(out))
                .addSubcommand(new BatchVerb(in, out))
                .registerConverter(IpAddress.class, parsing(IpAddress::parse))
                .registerConverter(InetSocketAddress.class, parsing(DnsSettings::parseServer))
                .registerConverter(SpfRecord.class, parsing(SpfCheck::parseGuess))
                .registerConverter(DomainName.class, parsing(new Idna()::toAscii))
                .registerConverter(DiscoveryMethod.class, parsing(DmarcOperation::method))
                .registerConverter(SignedNames.class, parsing(SignedNames::parse))
                .registerConverter(SealExpiry.class, parsing(SealExpiry::parse))
                .registerConverter(DnssecMode.class, word(List.of(DnssecMode.values()), DnssecMode::keyword))
                .registerConverter(Locking.class, word(List.of(Locking.values()), Locking::keyword))
                .registerConverter(KeyEnd.class, word(List.of(KeyEnd.values()), KeyEnd::keyword))
                .registerConverter(KeyForm.class, word(List.of(KeyForm.values()), KeyForm::keyword))
                .registerConverter(IdForm.class, parsing(SpoolWriteOperation::form))
                .registerConverter(AuthservId.class, parsing(Postern::authservId))
                .setOut(answers)
                .setErr(complaints)
                // an argument may be a domain's catch-all address, such as @example.com
                .setExpandAtFiles(false)
                .setExecutionExceptionHandler(Postern::report);
        int status = command.execute(args);
        answers.flush();
        complaints.flush();
        return status;
    }

    private static int report(Exception thrown, CommandLine verb, CommandLine.ParseResult parsed) {
        verb.getErr().println(verb.getCommandName() + ": " + thrown);
        return (thrown instanceof IOException ? ExitStatus.IO_ERROR : ExitStatus.SOFTWARE).code();
    }

    private static <T> ITypeConverter<T> parsing(Function<String, Parsed<T>> parser) {
        return text -> {
            Parsed<T> parsed = parser.apply(text);
            if (parsed instanceof Parsed.Malformed<T> bad) {
                throw new TypeConversionException("'" + text + "', " + bad.rule() + ": " + bad.message());
            }
            return parsed.orThrow();
        };
    }

    static Parsed<AuthservId> authservId(String text) {
        return DomainName.parse(text).map(name -> AuthservId.of(name.value()));
    }

    private static <T> ITypeConverter<T> word(List<T> values, Function<T, String> keyword) {
        return text -> values.stream()
                .filter(value -> keyword.apply(value).equals(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "', allowed: "
                        + values.stream().map(keyword).collect(Collectors.joining(", "))));
    }

    private static PrintWriter writer(OutputStream out) {
        return new PrintWriter(out, false, StandardCharsets.UTF_8);
    }
}

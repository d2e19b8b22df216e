// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.backend.idn.Idna;
import io.postern.backend.json.DmarcJson;
import io.postern.backend.psl.SuffixListSource;
import io.postern.dmarc.AuthorDomain;
import io.postern.dmarc.DiscoveryMethod;
import io.postern.dmarc.DmarcOutcome;
import io.postern.dmarc.DmarcRequest;
import io.postern.dmarc.FromField;
import io.postern.dmarc.PublicSuffixList;
import io.postern.dmarc.SignedDomain;
import io.postern.dmarc.SignedDomain.Verdict;
import io.postern.dmarc.SpfEvidence;
import io.postern.message.Message;
import io.postern.message.OctetSource;
import io.postern.spf.SpfResult;
import io.postern.value.Ascii;
import io.postern.value.DomainName;
import io.postern.value.Parsed;
import io.postern.value.Trace;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postern dmarc}: an author's policy, and whether what authenticated a message stands for the author. */
@Command(
        name = "dmarc",
        description = {
            "Looks up the DMARC policy of an author's domain, or of the author of a message, and says whether what"
                    + " authenticated the message is aligned with it (RFC 9989)."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:pass or none",
            "1:fail or permerror; without --spf and --dkim nothing can pass",
            "2:usage",
            "75:temperror: ask again later"
        })
final class DmarcVerb implements Callable<Integer> {
    /** Whose policy. */
    static final class Author {
        @Parameters(paramLabel = "DOMAIN", description = "The domain in the From field.")
        private @Nullable DomainName domain;

        @Option(names = "--message", paramLabel = "FILE.eml", description = "Take the domain from this message.")
        private @Nullable Path message;
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @ArgGroup(multiplicity = "1")
    private Author author = new Author();

    @Option(
            names = "--spf",
            paramLabel = "RESULT:DOMAIN",
            description = "What SPF said of MAIL FROM: pass:example.com.")
    private @Nullable String spf;

    @Option(
            names = "--dkim",
            paramLabel = "RESULT:DOMAIN",
            description = "What became of a signature and its d=; once for each.")
    private List<String> dkim = new ArrayList<>();

    @Option(
            names = "--discovery",
            paramLabel = "auto|treewalk|psl",
            defaultValue = "auto",
            description = "How the organizational domain is found. Default: ${DEFAULT-VALUE}.")
    private DiscoveryMethod method = DiscoveryMethod.AUTO;

    @Option(
            names = "--psl",
            paramLabel = "FILE",
            description = "A Public Suffix List in place of the one that Postern brings.")
    private @Nullable Path list;

    @Mixin
    private final DnsOptions dns = new DnsOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        DmarcRequest request = new DmarcRequest(author(), spfEvidence(), signatures());
        Supplier<PublicSuffixList> suffixes = suffixes();
        Trace trace = output.trace(spec.commandLine().getErr());
        DmarcOutcome outcome =
                dns.resolving(spec, resolver -> new DmarcCheck(resolver, method, suffixes).run(request, trace));
        print(outcome);
        return ExitStatus.ofDmarc(outcome.result()).code();
    }

    private void print(DmarcOutcome outcome) {
        PrintWriter out = spec.commandLine().getOut();
        if (output.asJson()) {
            out.println(JsonText.of(DmarcJson.of(outcome)));
            return;
        }
        new DmarcReport(out).print(outcome);
    }

    private AuthorDomain author() {
        if (author.domain != null) {
            return new AuthorDomain.Single(author.domain);
        }
        try {
            return new FromField(new Idna())
                    .of(Message.read(OctetSource.of(Path.of(String.valueOf(author.message))))
                            .head());
        } catch (IOException unreadable) {
            throw new ParameterException(spec.commandLine(), "--message: cannot be read: " + unreadable);
        }
    }

    private SpfEvidence spfEvidence() {
        if (spf == null) {
            return SpfEvidence.NONE;
        }
        String text = spf;
        SpfResult result = SpfResult.of(word(text)).orElseThrow(() -> wrong("--spf", text));
        return new SpfEvidence(result, Optional.of(domain("--spf", text)));
    }

    private List<SignedDomain> signatures() {
        return dkim.stream()
                .map(text -> new SignedDomain(
                        domain("--dkim", text), "", Verdict.of(word(text)).orElseThrow(() -> wrong("--dkim", text))))
                .toList();
    }

    private static String word(String text) {
        return Ascii.toLowerCase(text.substring(0, Math.max(text.indexOf(':'), 0)));
    }

    private DomainName domain(String option, String text) {
        return new Idna().toAscii(text.substring(text.indexOf(':') + 1)).ok().orElseThrow(() -> wrong(option, text));
    }

    private ParameterException wrong(String option, String text) {
        return new ParameterException(
                spec.commandLine(), option + ": '" + text + "', allowed: a result, a colon and a domain");
    }

    private Supplier<PublicSuffixList> suffixes() {
        if (list == null) {
            return DmarcCheck.bundledList();
        }
        try {
            Parsed<PublicSuffixList> read = SuffixListSource.read(list, new Idna());
            if (read instanceof Parsed.Malformed<PublicSuffixList> bad) {
                throw new ParameterException(spec.commandLine(), "--psl: " + list + ": " + bad.message());
            }
            return read::orThrow;
        } catch (IOException unreadable) {
            throw new ParameterException(spec.commandLine(), "--psl: cannot be read: " + unreadable);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.backend.json.SpoolJson;
import io.postern.eximspool.IdForm;
import io.postern.eximspool.SpoolDirectory;
import io.postern.eximspool.SpoolDraft;
import io.postern.eximspool.SpoolEntry;
import io.postern.eximspool.SpoolHeader;
import io.postern.eximspool.SpoolId;
import io.postern.eximspool.SpoolPair;
import io.postern.message.Message;
import io.postern.value.Parsed;
import io.postern.value.Utf8;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postern spool}: messages in Exim's spool format. */
@Command(
        name = "spool",
        description = "Lists, shows, writes and reads messages in Exim's spool format.",
        synopsisSubcommandLabel = "list|show|write|read|inject",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:done", "1:a file is not in the format", "2:usage", "74:reading or writing failed"})
final class SpoolVerb implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final OutputStream out;

    /** @param out where octets of messages go */
    SpoolVerb(OutputStream out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "spool: needed: list, show, write, read or inject");
    }

    @Command(name = "list", description = "Each message of a directory, the oldest first, on a line.")
    int list(
            @Parameters(paramLabel = "DIRECTORY", description = "An input directory of Exim, or one like it.")
                    Path directory,
            @Option(names = "--json", description = "A line of JSON each.") boolean json)
            throws IOException {
        int status = ExitStatus.OK.code();
        Clock clock = Clock.systemUTC();
        for (SpoolEntry entry : new SpoolDirectory(directory).list()) {
            try {
                Parsed<SpoolHeader> read = SpoolDirectory.readHeader(entry);
                if (read instanceof Parsed.Malformed<SpoolHeader> bad) {
                    err().println(entry.header() + ": " + bad.message());
                    status = ExitStatus.FAIL.code();
                } else if (json) {
                    out().println(JsonText.of(SpoolJson.summary(read.orThrow(), clock.instant(), octets(entry))));
                } else {
                    out().println(line(read.orThrow(), clock, octets(entry)));
                }
            } catch (NoSuchFileException gone) {
                err().println(entry.header() + ": gone");
            }
        }
        return status;
    }

    @Command(name = "show", description = "The envelope of a message, and its header fields.")
    int show(@Parameters(paramLabel = "FILE-H") Path file) throws IOException {
        return reading(file, pair -> {
            SpoolHeader header = pair.header();
            out().println(JsonText.of(SpoolJson.envelope(header)));
            header.fields().forEach(field -> out().print(Utf8.decodeLeniently(field.text())));
        });
    }

    @Command(name = "read", description = "The message itself, with CRLF, on standard output.")
    int read(@Parameters(paramLabel = "FILE-H") Path file) throws IOException {
        return reading(file, pair -> {
            try (InputStream in = pair.message().open()) {
                in.transferTo(out);
                out.flush();
            }
        });
    }

    @Command(name = "write", description = "Makes a pair of files of a message, and tells its id.")
    int write(
            @Parameters(paramLabel = "FILE.eml", description = "The message, with CRLF or LF.") Path file,
            @Option(names = "--directory", required = true, paramLabel = "DIRECTORY") Path directory,
            @Option(names = "--sender", required = true, description = "'' or <> is the null sender.") String sender,
            @Option(names = "--recipient", required = true, description = "Repeat it for more.")
                    List<String> recipients,
            @Option(names = "--id-form", defaultValue = "16", description = "16 or 23. Default: ${DEFAULT-VALUE}.")
                    IdForm form)
            throws IOException {
        Message message = MessageFile.read(spec, file);
        Clock clock = Clock.systemUTC();
        Parsed<SpoolDraft> draft = SpoolPairs.draft(message, sender.equals("<>") ? "" : sender, recipients, clock);
        if (draft instanceof Parsed.Malformed<SpoolDraft> bad) {
            err().println(file + ": " + bad.message());
            return ExitStatus.FAIL.code();
        }
        out().println(SpoolPairs.write(draft.orThrow(), directory, Optional.empty(), form, clock)
                .id());
        return ExitStatus.OK.code();
    }

    @Command(
            name = "inject",
            description = "Puts a copy of a pair into another directory under the same id: into the pickup directory of"
                    + " a James, which then delivers it.")
    int inject(
            @Parameters(paramLabel = "FILE-H") Path file,
            @Option(names = "--directory", required = true, paramLabel = "DIRECTORY") Path directory)
            throws IOException {
        return reading(file, pair -> {
            SpoolHeader header = pair.header();
            SpoolDraft draft = new SpoolDraft(header.envelope(), header.fields(), pair.body());
            Optional<SpoolId> id = Optional.of(header.id());
            out().println(SpoolPairs.write(draft, directory, id, header.id().form(), Clock.systemUTC())
                    .id());
        });
    }

    /** What is done with a pair. */
    private interface Work {
        void on(SpoolPair pair) throws IOException;
    }

    private int reading(Path file, Work work) throws IOException {
        Parsed<SpoolPair> read = SpoolPairs.read(file);
        if (read instanceof Parsed.Malformed<SpoolPair> bad) {
            err().println(file + ": " + bad.message());
            return ExitStatus.FAIL.code();
        }
        try (SpoolPair pair = read.orThrow()) {
            work.on(pair);
        }
        return ExitStatus.OK.code();
    }

    private static String line(SpoolHeader header, Clock clock, long octets) {
        long age =
                Duration.between(header.envelope().received(), clock.instant()).toSeconds();
        return header.id() + " age=" + age + " octets=" + octets + " recipients="
                + header.envelope().remaining().size() + "/"
                + header.envelope().recipients().size()
                + (header.envelope().isFrozen() ? " frozen" : "") + " <"
                + Utf8.decodeLeniently(header.envelope().sender()) + ">";
    }

    private static long octets(SpoolEntry entry) throws IOException {
        return Files.size(entry.header()) + (Files.exists(entry.data()) ? Files.size(entry.data()) : 0);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}

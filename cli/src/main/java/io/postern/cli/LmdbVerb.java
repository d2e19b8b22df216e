// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.backend.lmdb.KeyEnd;
import io.postern.backend.lmdb.LmdbFiles;
import io.postern.backend.lmdb.LmdbMap;
import io.postern.backend.lmdb.LmdbSettings;
import io.postern.backend.lmdb.Locking;
import io.postern.backend.lmdb.MapStatistics;
import io.postern.backend.lmdb.UnusableFile;
import io.postern.lookup.KeyForm;
import io.postern.lookup.LookupKeys;
import io.postern.lookup.LookupOutcome;
import io.postern.value.Ascii;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postern lmdb}: tables as the server reads them. */
@Command(
        name = "lmdb",
        description = "Reads LMDB tables.",
        subcommands = {LmdbVerb.Get.class, LmdbVerb.Stat.class, LmdbVerb.Dump.class},
        synopsisSubcommandLabel = "get|stat|dump",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:done", "1:get: the key is absent", "2:usage, or the file cannot be read"})
final class LmdbVerb implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "lmdb: needed: get, stat or dump");
    }

    /** Where the table is. */
    static final class Table {
        @Parameters(paramLabel = "FILE", index = "0", description = "A data file, or a directory with data.mdb.")
        private Path file = Path.of("");

        @Option(names = "--db", paramLabel = "NAME", description = "A named database; by default the unnamed one.")
        private String database = "";

        @Option(
                names = "--locking",
                paramLabel = "HOW",
                description = "lmdb (the default: LMDB's lock file, which must be writable), postfix, or none.")
        private Locking locking = Locking.LMDB;

        @Option(names = "--key-end", paramLabel = "END", description = "plain (the default), or nul as in Postfix.")
        private KeyEnd keyEnd = KeyEnd.PLAIN;

        private LmdbSettings settings() {
            return new LmdbSettings(file.toAbsolutePath(), database, locking, keyEnd, LmdbSettings.DEFAULT_RELOAD);
        }
    }

    /** What is done with an open table. */
    @FunctionalInterface
    private interface Work {
        ExitStatus on(LmdbMap map) throws UnusableFile;
    }

    private static int with(CommandSpec spec, Table table, Work work) {
        try (LmdbFiles files = new LmdbFiles(Clock.systemUTC())) {
            return work.on(files.map(table.settings())).code();
        } catch (UnusableFile unusable) {
            spec.commandLine().getErr().println("lmdb: " + unusable.text());
            return ExitStatus.USAGE.code();
        }
    }

    /** One value. */
    @Command(
            name = "get",
            description = "Prints the value of a key, and a newline.",
            exitCodeListHeading = "%nExit status:%n",
            exitCodeList = {"0:found", "1:absent: nothing is printed", "2:usage, or the file cannot be read"})
    static final class Get implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private final Table table = new Table();

        @Parameters(paramLabel = "KEY", index = "1", description = "The key, or what --key makes keys of.")
        private String key = "";

        @Option(
                names = "--key",
                paramLabel = "FORM",
                description = "exact (the default), lower, address, domain, partial or ip.")
        private KeyForm form = KeyForm.EXACT;

        @Override
        public Integer call() {
            return with(spec, table, map -> {
                List<String> keys = new LookupKeys(form, List.of(24, 16, 8), List.of(64, 48, 32)).of(key);
                LookupOutcome outcome = map.lookup(keys);
                if (outcome instanceof LookupOutcome.Failed failed) {
                    spec.commandLine().getErr().println("lmdb: " + failed.why().detail());
                    return ExitStatus.USAGE;
                }
                if (outcome instanceof LookupOutcome.Found found) {
                    spec.commandLine().getOut().println(found.value());
                    return ExitStatus.OK;
                }
                return ExitStatus.FAIL;
            });
        }
    }

    /** Numbers. */
    @Command(
            name = "stat",
            description = "Prints what LMDB counts, a name and a number a line.",
            exitCodeListHeading = "%nExit status:%n",
            exitCodeList = {"0:done", "2:usage, or the file cannot be read"})
    static final class Stat implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private final Table table = new Table();

        @Override
        public Integer call() {
            return with(spec, table, map -> {
                MapStatistics stat = map.statistics();
                line("entries", stat.entries());
                line("depth", stat.depth());
                line("branch-pages", stat.branchPages());
                line("leaf-pages", stat.leafPages());
                line("overflow-pages", stat.overflowPages());
                line("page-size", stat.pageSize());
                line("last-page", stat.lastPage());
                line("map-size", stat.mapSize());
                line("transaction", stat.transaction());
                line("readers", stat.readers());
                return ExitStatus.OK;
            });
        }

        private void line(String name, long number) {
            spec.commandLine().getOut().printf(Locale.ROOT, "%s %d%n", name, number);
        }
    }

    /** Everything. */
    @Command(
            name = "dump",
            description = "Prints all entries in the order of their keys: key, tab, value, a line each. Octets that are"
                    + " not printable ASCII, and \\, are \\ and two hexadecimal digits.",
            exitCodeListHeading = "%nExit status:%n",
            exitCodeList = {"0:done", "2:usage, or the file cannot be read", "74:output cannot be written"})
    static final class Dump implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        /** After so many lines is seen whether anybody still reads them. */
        private static final int LOOK_AFTER = 4_096;

        @Mixin
        private final Table table = new Table();

        private long lines;

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            return with(spec, table, map -> {
                map.forEach((key, value) -> {
                    out.append(escaped(key)).append('\t').append(escaped(value)).append('\n');
                    lines++;
                    return lines % LOOK_AFTER != 0 || !out.checkError();
                });
                return out.checkError() ? ExitStatus.IO_ERROR : ExitStatus.OK;
            });
        }

        private static CharSequence escaped(byte[] octets) {
            StringBuilder text = new StringBuilder(octets.length);
            for (byte octet : octets) {
                if (Ascii.isPrintable(octet) && octet != '\\') {
                    text.append((char) octet);
                } else {
                    text.append('\\')
                            .append(Character.forDigit(octet >> 4 & 15, 16))
                            .append(Character.forDigit(octet & 15, 16));
                }
            }
            return text;
        }
    }
}

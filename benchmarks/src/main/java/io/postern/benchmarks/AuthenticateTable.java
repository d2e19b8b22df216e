// SPDX-License-Identifier: Apache-2.0
package io.postern.benchmarks;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link AuthenticateBenchmark#alternately} with the options of JMH's command line, and prints the table of
 * docs/performance.md: ratios are medians over all iterations of all forks.
 */
public final class AuthenticateTable {
    private AuthenticateTable() {}

    public static void main(String... args) throws RunnerException, CommandLineOptionException {
        Collection<RunResult> runs = new Runner(new OptionsBuilder()
                        .parent(new CommandLineOptions(args))
                        .include(AuthenticateBenchmark.class.getName() + ".alternately")
                        .build())
                .run();
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        out.println();
        out.println(
                "| provider | signature | body | KiB | messages/s | octets/message | of the crypto floor | from - to |");
        out.println("|---|---|---|---|---|---|---|---|");
        runs.stream().map(AuthenticateTable::row).forEach(out::println);
    }

    private static String row(RunResult run) {
        BenchmarkParams params = run.getParams();
        List<IterationResult> iterations = run.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .toList();
        double[] ratios = sorted(iterations, "floorNanos", "nanos");
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %,.0f | %,.0f | %.2f | %.2f - %.2f |",
                params.getParam("crypto"),
                params.getParam("signed"),
                params.getParam("body"),
                params.getParam("kib"),
                1e9 * median(sorted(iterations, "messages", "nanos")),
                median(sorted(iterations, "octets", "messages")),
                median(ratios),
                ratios[0],
                ratios[ratios.length - 1]);
    }

    private static double[] sorted(List<IterationResult> iterations, String dividend, String divisor) {
        return iterations.stream()
                .mapToDouble(each -> sum(each, dividend) / sum(each, divisor))
                .sorted()
                .toArray();
    }

    private static double sum(IterationResult iteration, String counter) {
        return Objects.requireNonNull(iteration.getSecondaryResults().get(counter), counter)
                .getScore();
    }

    private static double median(double[] sorted) {
        return sorted[sorted.length / 2];
    }
}

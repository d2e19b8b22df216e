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
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs benchmarks that measure something and its floor in turn, with the options of JMH's command line, and prints the
 * tables of docs/performance.md: ratios are medians over all iterations of all forks. Without a benchmark's name it is
 * {@link AuthenticateBenchmark#alternately}.
 */
public final class AuthenticateTable {
    private AuthenticateTable() {}

    public static void main(String... args) throws RunnerException, CommandLineOptionException {
        CommandLineOptions options = new CommandLineOptions(args);
        ChainedOptionsBuilder chosen = new OptionsBuilder().parent(options);
        if (options.getIncludes().isEmpty()) {
            chosen.include(AuthenticateBenchmark.class.getName() + ".alternately");
        }
        Collection<RunResult> runs = new Runner(chosen.build()).run();
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        String header = "";
        for (RunResult run : runs) {
            if (!header.equals(header(run))) {
                header = header(run);
                out.println("\n" + header + "\n" + header.replaceAll("[^|]+", "---"));
            }
            out.println(row(run));
        }
    }

    private static String header(RunResult run) {
        return "| " + String.join(" | ", run.getParams().getParamsKeys())
                + " | messages/s | octets/message | of the floor | from - to |";
    }

    private static String row(RunResult run) {
        BenchmarkParams params = run.getParams();
        List<IterationResult> iterations = run.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .toList();
        double[] ratios = sorted(iterations, "floorNanos", "nanos");
        return String.format(
                Locale.ROOT,
                "| %s | %,.0f | %,.0f | %.2f | %.2f - %.2f |",
                params.getParamsKeys().stream().map(params::getParam).collect(Collectors.joining(" | ")),
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

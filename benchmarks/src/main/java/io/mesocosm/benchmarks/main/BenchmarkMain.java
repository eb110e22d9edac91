package io.mesocosm.benchmarks.main;

import io.mesocosm.benchmarks.allocator.AllocatorReport;
import io.mesocosm.benchmarks.allocator.WorkloadSize;
import java.util.Arrays;
import java.util.List;

/** Runs a benchmark by its name: {@code allocator [SIZE...]}. */
public final class BenchmarkMain {
    private static final List<String> SIZES =
            List.of("1000x1000", "10000x1000", "50000x1000", "quota3000");

    private BenchmarkMain() {}

    public static void main(String[] args) {
        if (args.length == 0 || !args[0].equals("allocator")) {
            System.err.println(
                    "usage: bench allocator [AGENTSxFRAMEWORKS | quotaN]...   (default: "
                            + String.join(" ", SIZES)
                            + ")");
            System.exit(args.length == 0 ? 0 : 2);
        }
        List<String> sizes = args.length == 1 ? SIZES : Arrays.asList(args).subList(1, args.length);
        new AllocatorReport(System.out).run(sizes.stream().map(WorkloadSize::parse).toList());
    }
}

package io.mesocosm.benchmarks.main;

import io.mesocosm.benchmarks.allocator.AllocatorReport;
import io.mesocosm.benchmarks.allocator.WorkloadSize;
import io.mesocosm.benchmarks.memory.ClusterSize;
import io.mesocosm.benchmarks.memory.MemoryReport;
import java.util.Arrays;
import java.util.List;

/** Runs a benchmark by its name: {@code allocator [SIZE...]}, {@code memory [SIZE]}. */
public final class BenchmarkMain {
    private static final List<String> SIZES =
            List.of("1000x1000", "10000x1000", "50000x1000", "quota3000");
    private static final String CLUSTER = "5000x10";

    private BenchmarkMain() {}

    public static void main(String[] args) {
        List<String> sizes = Arrays.asList(args).subList(Math.min(1, args.length), args.length);
        switch (args.length == 0 ? "" : args[0]) {
            case "allocator" ->
                    new AllocatorReport(System.out)
                            .run(
                                    (sizes.isEmpty() ? SIZES : sizes)
                                            .stream().map(WorkloadSize::parse).toList());
            case "memory" ->
                    new MemoryReport(System.out)
                            .run(ClusterSize.parse(sizes.isEmpty() ? CLUSTER : sizes.getFirst()));
            default -> {
                System.err.println(
                        "usage: bench allocator [AGENTSxFRAMEWORKS | quotaN]...   (default: "
                                + String.join(" ", SIZES)
                                + ")\n       bench memory [AGENTSxTASKS]   (default: "
                                + CLUSTER
                                + ", so many tasks on each agent)");
                System.exit(args.length == 0 ? 0 : 2);
            }
        }
    }
}

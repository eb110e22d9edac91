package io.mesocosm.benchmarks.allocator;

import io.mesocosm.allocator.Allocation;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;

/** Measures allocation cycles in this process and prints one line per size. */
public final class AllocatorReport {
    private static final int WARM_UP = 40;
    private static final int ROUNDS = 40;

    private final PrintStream out;

    public AllocatorReport(PrintStream out) {
        this.out = out;
    }

    public void run(List<WorkloadSize> sizes) {
        out.printf(
                "%-14s %8s %12s %12s %14s %14s%n",
                "size", "offers", "cycle p50", "cycle max", "unchanged p50", "heap/agent");
        sizes.forEach(this::measure);
    }

    private void measure(WorkloadSize size) {
        long before = usedHeap();
        AllocationWorkload workload = size.build();
        long heap = usedHeap() - before;
        double[] cycles = new double[ROUNDS];
        double[] unchanged = new double[ROUNDS];
        int offered = 0;
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            long start = System.nanoTime();
            List<Allocation> offers = workload.cycle();
            long full = System.nanoTime();
            workload.cycle();
            long idle = System.nanoTime();
            workload.takeBack(offers);
            if (round >= 0) {
                cycles[round] = (full - start) / 1e6;
                unchanged[round] = (idle - full) / 1e6;
                offered = offers.size();
            }
        }
        Arrays.sort(cycles);
        Arrays.sort(unchanged);
        out.printf(
                "%-14s %8d %9.2f ms %9.2f ms %11.4f ms %12d B%n",
                size,
                offered,
                cycles[ROUNDS / 2],
                cycles[ROUNDS - 1],
                unchanged[ROUNDS / 2],
                heap / Math.max(1, size.agents()));
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}

package io.mesocosm.benchmarks.allocator;

import io.mesocosm.allocator.Allocation;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;

/**
 * Measures allocation cycles in this process and prints one line per size. Times are of the
 * allocating thread's processor, so that other load on the machine does not count; the collector's
 * threads do not count either, their pauses show in the wall-clock maximum.
 */
public final class AllocatorReport {
    private static final int WARM_UP = 60;
    private static final int ROUNDS = 60;

    private final PrintStream out;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    public AllocatorReport(PrintStream out) {
        this.out = out;
    }

    public void run(List<WorkloadSize> sizes) {
        out.printf(
                "%-14s %8s %14s %14s %14s %14s %12s%n",
                "size",
                "offers",
                "cycle cpu p50",
                "wall p50",
                "wall max",
                "unchanged p50",
                "heap/agent");
        sizes.forEach(this::measure);
    }

    private void measure(WorkloadSize size) {
        long before = usedHeap();
        AllocationWorkload workload = size.build();
        long heap = usedHeap() - before;
        double[] cpu = new double[ROUNDS];
        double[] wall = new double[ROUNDS];
        double[] unchanged = new double[ROUNDS];
        int offered = 0;
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            long cpuStart = threads.getCurrentThreadCpuTime();
            long start = System.nanoTime();
            List<Allocation> offers = workload.cycle();
            long end = System.nanoTime();
            long cpuEnd = threads.getCurrentThreadCpuTime();
            workload.cycle();
            long idleEnd = threads.getCurrentThreadCpuTime();
            workload.takeBack(offers);
            if (round >= 0) {
                cpu[round] = (cpuEnd - cpuStart) / 1e6;
                wall[round] = (end - start) / 1e6;
                unchanged[round] = (idleEnd - cpuEnd) / 1e6;
                offered = offers.size();
            }
        }
        Arrays.sort(cpu);
        Arrays.sort(wall);
        Arrays.sort(unchanged);
        out.printf(
                "%-14s %8d %11.2f ms %11.2f ms %11.2f ms %11.4f ms %10d B%n",
                size,
                offered,
                cpu[ROUNDS / 2],
                wall[ROUNDS / 2],
                wall[ROUNDS - 1],
                unchanged[ROUNDS / 2],
                heap / Math.max(1, size.agents()));
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}

package io.mesocosm.benchmarks.memory;

import io.mesocosm.master.core.Payload;
import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.snapshot.Snapshot;
import io.mesocosm.master.core.task.Task;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Scanner;
import java.util.Set;
import java.util.function.Function;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * Measures what agents and tasks take of a master's heap, in this process: the bytes of all live
 * objects with them and without. The encoded messages that the core carries are counted apart, to
 * the byte, with their arrays' headers.
 */
public final class MemoryReport {
    /** A byte[] with compact object headers: 8 bytes of header, 4 of length, in steps of 8. */
    private static final int ARRAY_HEADER = 12;

    private final PrintStream out;

    public MemoryReport(PrintStream out) {
        this.out = out;
    }

    public void run(ClusterSize size) {
        out.printf(
                "%-22s %10s %16s %10s %16s%n",
                "size " + size, "per agent", "agent payload", "per task", "task payload");
        // The first heaps are a little too large: classes are loaded and constants made in them.
        measure(s -> MemoryWorkload.launched(s, true), new ClusterSize(50, 2));
        measure(s -> MemoryWorkload.returned(s, true), new ClusterSize(50, 2));
        print("returned", size, s -> MemoryWorkload.returned(s, false));
        print("launched", size, s -> MemoryWorkload.launched(s, false));
        print("launched, a port each", size, s -> MemoryWorkload.launched(s, true));
    }

    private void print(
            String way, ClusterSize size, Function<ClusterSize, MemoryWorkload> workload) {
        Heap empty = measure(workload, size.empty());
        Heap idle = measure(workload, size.withoutTasks());
        Heap full = measure(workload, size);
        Heap agents = idle.minus(empty);
        Heap tasks = full.minus(idle);
        out.printf(
                "%-22s %8d B %14d B %8d B %14d B%n",
                way,
                agents.own() / size.agents(),
                agents.payloads / size.agents(),
                tasks.own() / size.tasks(),
                tasks.payloads / size.tasks());
    }

    private static Heap measure(Function<ClusterSize, MemoryWorkload> build, ClusterSize size) {
        long before = live();
        MemoryWorkload workload = build.apply(size);
        long live = live() - before;
        Snapshot snapshot = workload.snapshot();
        require(snapshot.agents().size(), size.agents());
        require(snapshot.tasks().size(), size.tasks());
        return new Heap(live, payloads(snapshot));
    }

    private static void require(int found, int expected) {
        if (found != expected) {
            throw new IllegalStateException("the master has " + found + ", not " + expected);
        }
    }

    private record Heap(long live, long payloads) {
        Heap minus(Heap less) {
            return new Heap(live - less.live, payloads - less.payloads);
        }

        long own() {
            return live - payloads;
        }
    }

    private static long payloads(Snapshot snapshot) {
        Set<byte[]> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Agent agent : snapshot.agents()) {
            add(arrays, agent.spec().info());
        }
        for (Task task : snapshot.tasks()) {
            add(arrays, task.info());
            add(arrays, task.killRequested());
            task.statuses().forEach(status -> add(arrays, status.carried()));
        }
        return arrays.stream().mapToLong(MemoryReport::size).sum();
    }

    private static void add(Set<byte[]> arrays, @Nullable Payload payload) {
        if (payload != null) {
            arrays.add(payload.bytes());
        }
    }

    private static long size(byte[] array) {
        return (ARRAY_HEADER + array.length + 7L) / 8 * 8;
    }

    /** The bytes of all live objects, as {@code jcmd PID GC.class_histogram} adds them up. */
    private static long live() {
        try {
            String histogram =
                    (String)
                            ManagementFactory.getPlatformMBeanServer()
                                    .invoke(
                                            new ObjectName(
                                                    "com.sun.management:type=DiagnosticCommand"),
                                            "gcClassHistogram",
                                            new Object[] {new String[0]},
                                            new String[] {String[].class.getName()});
            // Total INSTANCES BYTES
            Scanner total = new Scanner(histogram.substring(histogram.lastIndexOf("Total")));
            total.next();
            total.nextLong();
            return total.nextLong();
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }
}

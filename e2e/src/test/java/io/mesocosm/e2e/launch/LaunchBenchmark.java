package io.mesocosm.e2e.launch;

import io.mesocosm.e2e.cluster.Cluster;
import io.mesocosm.e2e.machine.HostProcess;
import io.mesocosm.e2e.machine.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * ACCEPT to TASK_RUNNING, launches a second, and memory a task, on one agent with plain commands.
 */
@Needs("root")
final class LaunchBenchmark {
    private static final int WARM_UP = 200;
    private static final int SINGLES = Integer.getInteger("bench.singles", 500);
    private static final int BATCH = Integer.getInteger("bench.batch", 1000);

    /**
     * What a launch leaves is offered again at the next allocation: a short interval spares the
     * waiting between launches.
     */
    @RegisterExtension
    static final Cluster CLUSTER =
            onBase(Cluster.create().masterFlag("--allocation_interval=20ms"));

    /**
     * With {@code -Dbench.runtime_files=DIR}, the agent image's {@code /opt/mesocosm/runtime},
     * commands are what they are on Kubernetes: on the base root file system, bound by the usual
     * profile of system calls.
     */
    private static Cluster onBase(Cluster cluster) {
        String files = System.getProperty("bench.runtime_files");
        return files == null
                ? cluster
                : cluster.agentFlag("--runtime_files=" + files)
                        .agentFlag("--root_filesystem=base")
                        .agentFlag("--seccomp_config_dir=/usr/share/containers")
                        .agentFlag("--seccomp_profile_name=seccomp.json");
    }

    @Test
    void measuresOneTaskAtATimeThenManyAtOnce() throws IOException {
        try (LaunchScheduler launcher = new LaunchScheduler(CLUSTER.master())) {
            launcher.launch("warm-up", WARM_UP, "true");
            List<Long> latencies = new ArrayList<>();
            for (int i = 0; i < SINGLES; i++) {
                latencies.addAll(launcher.launch("single-" + i, 1, "true").values());
            }
            print(
                    "ACCEPT -> TASK_RUNNING, one task at a time, %d times".formatted(SINGLES),
                    latencies);
        }
        try (LaunchScheduler launcher = new LaunchScheduler(CLUSTER.master())) {
            long before = privateKilobytes();
            List<Long> latencies =
                    new ArrayList<>(launcher.launch("many", BATCH, "sleep 1000").values());
            long last = Collections.max(latencies);
            System.out.printf(
                    Locale.ROOT,
                    "%d tasks in one ACCEPT: all running after %.2f s, %.0f launches a second%n",
                    BATCH,
                    last / 1e9,
                    BATCH * 1e9 / last);
            System.out.printf(
                    Locale.ROOT,
                    "memory beside the task itself: %.0f KB a task (supervisors; proportional set size)%n",
                    (privateKilobytes() - before) / (double) BATCH);
        }
    }

    private static void print(String what, List<Long> nanoseconds) {
        Collections.sort(nanoseconds);
        System.out.printf(
                Locale.ROOT,
                "%s: p50 %.2f ms, p99 %.2f ms, max %.2f ms%n",
                what,
                percentile(nanoseconds, 50) / 1e6,
                percentile(nanoseconds, 99) / 1e6,
                nanoseconds.getLast() / 1e6);
    }

    private static long percentile(List<Long> sorted, int percent) {
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }

    private static long privateKilobytes() throws IOException {
        long kilobytes = 0;
        for (HostProcess process : HostProcess.all()) {
            if (process.commandLine().contains(CLUSTER.directory().toString())
                    && process.commandLine().contains("supervisor")) {
                kilobytes += proportionalKilobytes(process.pid());
            }
        }
        return kilobytes;
    }

    private static long proportionalKilobytes(long pid) throws IOException {
        Path rollup = Path.of("/proc", Long.toString(pid), "smaps_rollup");
        return Files.readAllLines(rollup).stream()
                .filter(line -> line.startsWith("Pss:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }
}

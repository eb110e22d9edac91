package io.mesocosm.containerizer.linux;

import io.mesocosm.containerizer.ContainerId;
import io.mesocosm.containerizer.supervisor.StartRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * Runs of {@link PodAgent} on one machine, each in a pod.
 *
 * @param temporary of the test
 * @param folder that machine and pods have in common
 */
record TestPods(TestNode node, Path temporary, Path folder, String cgroups) {
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    /** Starts one. */
    Process start(String phase, String registry, String... options) throws IOException {
        Files.deleteIfExists(folder.resolve(phase + "ed"));
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of("-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(PodAgent.class.getName(), phase, folder.toString(), cgroups));
        command.add(registry);
        command.addAll(List.of(options));
        return node.pod(command, temporary.resolve(phase + ".log"));
    }

    /** What it says when it is so far. */
    String told(String phase, Process pod) throws IOException {
        Path file = folder.resolve(phase + "ed");
        Awaitility.await().atMost(TIMEOUT).until(() -> Files.exists(file) || !pod.isAlive());
        return Files.exists(file)
                ? Files.readString(file)
                : "the pod ended: " + Files.readString(temporary.resolve(phase + ".log"));
    }

    StartRecord record(ContainerId id) throws IOException {
        return StartRecord.read(folder.resolve("run/containers/" + id.value())).orElseThrow();
    }

    /** The cgroups of a process as the machine sees them. */
    String groups(long pid) throws IOException {
        return node.run("cat", "/proc/" + pid + "/cgroup");
    }

    String output(ContainerId id) throws IOException {
        return Files.readString(folder.resolve("sandbox-" + id.value()).resolve("stdout"));
    }
}

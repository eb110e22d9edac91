package io.mesocosm.agent.main;

import io.mesocosm.agent.server.AgentSettings;
import io.mesocosm.agent.server.machine.MachineResources;
import io.mesocosm.containerizer.NodeShare;
import io.mesocosm.protocol.v1.Resource;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the agent promises of a node whose other part is a kubelet's. */
final class ShareFlags {
    private static final int MILLI = 1000;
    private static final long MEGABYTE = 1L << 20;
    private static final Path KERNEL = Path.of("/proc/sys/kernel");

    private ShareFlags() {}

    /** Empty without {@code --node_cpus}: the machine is the agent's. */
    static Optional<NodeShare> of(Flags flags, AgentSettings settings) throws IOException {
        String text = flags.text("node_cpus");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Files.createDirectories(settings.workDir());
        List<Resource> promised =
                MachineResources.of(
                        settings.resources(), settings.defaultRole(), settings.workDir());
        return Optional.of(
                new NodeShare(
                        sum(promised, "cpus"),
                        cpus(text),
                        (long) (sum(promised, "mem") * MEGABYTE),
                        processes()));
    }

    private static long processes() throws IOException {
        return Math.min(number("pid_max"), number("threads-max"));
    }

    /** In one read: a second one of a number in /proc/sys finds its end. */
    private static long number(String name) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(KERNEL.resolve(name))) {
            return Long.parseLong(reader.readLine().strip());
        }
    }

    private static double cpus(String text) {
        try {
            return text.endsWith("m")
                    ? Double.parseDouble(text.substring(0, text.length() - 1)) / MILLI
                    : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "--node_cpus is a number of CPUs, as 4 or 3920m, not '" + text + "'", e);
        }
    }

    private static double sum(List<Resource> resources, String name) {
        return resources.stream()
                .filter(resource -> resource.getName().equals(name))
                .mapToDouble(resource -> resource.getScalar().getValue())
                .sum();
    }
}

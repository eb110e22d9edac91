package io.mesocosm.agent.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesocosm.containerizer.NodeShare;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of the machine is for tasks, by the agent's flags and this machine's kernel. */
class ShareFlagsTest {
    /** Every Linux allows as many processes in all. */
    private static final long LEAST_PROCESSES = 1000;

    @TempDir Path folder;

    private Optional<NodeShare> share(String... nodeCpus) throws IOException {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--master=m",
                                "--work_dir=" + folder,
                                "--resources=cpus:1.5;mem:512;disk:100;ports:[1-2]"));
        arguments.addAll(List.of(nodeCpus));
        Flags flags = Flags.read(KnownFlags.ALL, arguments, Map.of());
        return ShareFlags.of(flags, new AgentFlags(flags).settings());
    }

    @Test
    void isOfTheResourcesAndTheNodesCpus() throws IOException {
        NodeShare share = share("--node_cpus=3920m").orElseThrow();
        assertThat(share.cpus()).isEqualTo(1.5);
        assertThat(share.nodeCpus()).isEqualTo(3.92);
        assertThat(share.memoryBytes()).isEqualTo(512L << 20);
        assertThat(share.processes()).isGreaterThan(LEAST_PROCESSES);
    }

    @Test
    void isTheWholeMachineWithoutTheFlag() throws IOException {
        assertThat(share()).isEmpty();
    }

    @Test
    void refusesWhatIsNoNumberOfCpus() {
        assertThatThrownBy(() -> share("--node_cpus=many"))
                .hasMessage("--node_cpus is a number of CPUs, as 4 or 3920m, not 'many'");
    }
}

package io.mesocosm.agent.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.executor.ExecutorKey;
import io.mesocosm.agent.server.container.Sandboxes;
import io.mesocosm.http.files.AttachedFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The names under which sandboxes can be read come and go with them (spec section 5.3). */
class SandboxFilesTest {
    private static final ExecutorKey EXECUTOR = new ExecutorKey("F", "e");
    private static final String RUNS = "/work/slaves/S/frameworks/F/executors/e/runs/";

    private final AttachedFiles files = new AttachedFiles();
    private final SandboxFiles sandboxes = new SandboxFiles(files, sandboxes());

    private static Sandboxes sandboxes() {
        Sandboxes sandboxes = new Sandboxes(Path.of("/work"));
        sandboxes.agentIs("S");
        return sandboxes;
    }

    @Test
    void aSandboxHasItsPathAndTwoNamesOfTheLatestRun() {
        sandboxes.attach(EXECUTOR, ContainerId.root("one"));
        assertThat(files.roots())
                .containsOnlyKeys(
                        RUNS + "one", RUNS + "latest", "/frameworks/F/executors/e/runs/latest");
    }

    @Test
    void theNamesOfTheLatestRunStayUntilTheLastRunGoes() {
        sandboxes.attach(EXECUTOR, ContainerId.root("one"));
        sandboxes.attach(EXECUTOR, ContainerId.root("two"));
        sandboxes.detach(EXECUTOR, ContainerId.root("one"));
        assertThat(files.roots()).containsKeys(RUNS + "two", RUNS + "latest");
        sandboxes.detach(EXECUTOR, ContainerId.root("two"));
        assertThat(files.roots()).isEmpty();
    }
}

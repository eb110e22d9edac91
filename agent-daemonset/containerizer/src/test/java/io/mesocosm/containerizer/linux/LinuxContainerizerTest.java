package io.mesocosm.containerizer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mesocosm.containerizer.Containerizer;
import io.mesocosm.containerizer.ContainerizerContract;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The real one keeps the contract, in real cgroups. */
class LinuxContainerizerTest extends ContainerizerContract {
    private TestMachine machine = new TestMachine(java.nio.file.Path.of("/"));

    @BeforeAll
    static void needsRoot() {
        assumeTrue(TestMachine.isRoot(), "cgroups can be made by root only");
    }

    @Override
    protected Containerizer open() throws IOException {
        if (!machine.config().runtimeDir().startsWith(temporary)) {
            machine = new TestMachine(temporary.resolve("runtime"));
        }
        return machine.open();
    }

    @AfterEach
    void isClean() throws IOException {
        containerizer.close();
        org.awaitility.Awaitility.await().untilAsserted(machine::assertClean);
        assertThat(machine.config().runtimeDir().resolve("containers")).isEmptyDirectory();
    }
}

package io.mesocosm.containerizer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mesocosm.containerizer.Containerizer;
import io.mesocosm.containerizer.ContainerizerContract;
import java.io.IOException;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The real one keeps the contract, in real cgroups. */
@Tag("e2e")
class LinuxContainerizerTest extends ContainerizerContract {
    private TestMachine machine = new TestMachine(Path.of("/"));

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

    @Override
    protected void assertClean() throws IOException {
        Awaitility.await().untilAsserted(machine::assertClean);
        assertThat(machine.config().runtimeDir().resolve("containers")).isEmptyDirectory();
    }
}

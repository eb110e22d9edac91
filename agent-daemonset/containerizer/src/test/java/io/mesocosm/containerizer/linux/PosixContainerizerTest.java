package io.mesocosm.containerizer.linux;

import io.mesocosm.containerizer.Containerizer;
import io.mesocosm.containerizer.ContainerizerContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The real one without root's rights keeps the contract by process trees alone. */
@Tag("e2e")
class PosixContainerizerTest extends ContainerizerContract {
    @Override
    protected Containerizer open() throws IOException {
        return LinuxContainerizer.openWithoutRights(
                LinuxContainerizerConfig.at(temporary.resolve("runtime")));
    }

    @Override
    protected void assertClean() {
        Path runtime = temporary.resolve("runtime");
        Awaitility.await()
                .until(
                        () ->
                                ProcessHandle.allProcesses()
                                        .map(TestMachine::commandLine)
                                        .noneMatch(line -> line.contains(runtime.toString())));
    }

    @Test
    void saysWhatItCannotGive() {
        List<String> missing = containerizer.capabilities().missing();
        Assertions.assertThat(containerizer.capabilities().features()).isEmpty();
        Assertions.assertThat(missing).hasSize(4).allMatch(text -> text.contains("root"));
    }
}

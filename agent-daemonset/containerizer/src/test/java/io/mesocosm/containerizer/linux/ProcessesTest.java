package io.mesocosm.containerizer.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.containerizer.supervisor.BootIdentity;
import io.mesocosm.containerizer.supervisor.StartRecord;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whose processes a record names: a wrong answer would be killed. */
@Tag("e2e")
class ProcessesTest {
    private static final String BOOT = BootIdentity.current();
    private static final long SELF = ProcessHandle.current().pid();

    private static long start(long pid) {
        return BootIdentity.startTime(pid).orElseThrow();
    }

    @Test
    void namesNoneForAHolder() {
        assertThat(Processes.of(new StartRecord(BOOT, 0, 0, 0, 0))).isEmpty();
    }

    @Test
    void namesNoneUnderTheFirstProcess() {
        assertThat(Processes.of(new StartRecord(BOOT, 1, start(1), 0, 0))).isEmpty();
    }

    @Test
    void namesTheDescendantsOfALivingSupervisorOnly() throws IOException {
        Process child = new ProcessBuilder("sleep", "1000").start();
        try {
            StartRecord mine = new StartRecord(BOOT, SELF, start(SELF), 0, 0);
            assertThat(Processes.of(mine)).contains(child.pid()).doesNotContain(SELF);
            assertThat(Processes.of(new StartRecord(BOOT, SELF, start(SELF) + 1, 0, 0))).isEmpty();
            assertThat(Processes.of(new StartRecord("other/1", SELF, start(SELF), 0, 0))).isEmpty();
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void namesNoneOfASessionWhosePidIsReused() {
        StartRecord reused = new StartRecord(BOOT, Integer.MAX_VALUE, 1, SELF, start(SELF) + 1);
        assertThat(Processes.of(reused)).isEmpty();
    }
}

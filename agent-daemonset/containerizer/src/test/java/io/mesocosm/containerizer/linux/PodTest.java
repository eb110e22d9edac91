package io.mesocosm.containerizer.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whether a pod's volume shows containers what the agent mounts in it. */
class PodTest {
    private static final String ROOT = "20 1 0:20 / / rw shared:1 - overlay overlay rw";
    private static final String SHARED =
            "21 20 8:1 /var/lib/mesocosm /var/lib/mesocosm rw shared:7 master:2 - ext4 /dev/a rw";
    private static final String PRIVATE =
            "22 20 8:1 /var/lib/mesocosm /var/lib/mesocosm rw - ext4 /dev/a rw";
    private static final Path FOLDER = Path.of("/var/lib/mesocosm/run");

    @Test
    void asksTheMountThatHoldsTheFolder() {
        assertThat(Pod.isShared(FOLDER, List.of(ROOT, SHARED))).isTrue();
        assertThat(Pod.isShared(FOLDER, List.of(ROOT, PRIVATE))).isFalse();
    }

    @Test
    void asksTheLaterOfTwoMountsAtOnePlace() {
        assertThat(Pod.isShared(FOLDER, List.of(ROOT, SHARED, PRIVATE))).isFalse();
        assertThat(Pod.isShared(FOLDER, List.of(ROOT, PRIVATE, SHARED))).isTrue();
    }

    @Test
    void doesNotTakeANameThatBeginsAlikeForAFolder() {
        String other = "23 20 8:1 / /var/lib/meso rw - ext4 /dev/a rw";
        assertThat(Pod.isShared(FOLDER, List.of(ROOT, other))).isTrue();
    }
}

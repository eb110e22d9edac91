package io.mesocosm.containerizer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesocosm.containerizer.cgroup.CgroupsV2;
import io.mesocosm.containerizer.cgroup.Keeper;
import io.mesocosm.containerizer.cgroup.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the groups of all containers stand, with folders in place of cgroups. */
class CgroupRootTest {
    private static final String IN_UNIT = "mesocosm-tasks.service/mesos";
    private static final CgroupRoot.Unit REFUSED =
            () -> {
                throw new IOException("systemd-run failed: no");
            };

    @TempDir Path tree;

    /** systemd's unit. */
    private record Unit() implements Keeper {
        @Override
        public String group() {
            return "mesocosm-tasks.service";
        }

        @Override
        public void weigh(String property, long weight) {}

        @Override
        public void ensure() {}

        @Override
        public void release() {}
    }

    private Root choose(CgroupRoot.Unit unit) throws IOException {
        return CgroupRoot.choose("mesos", Optional.of(unit), this::open);
    }

    private Root chooseWithoutSystemd() throws IOException {
        return CgroupRoot.choose("mesos", Optional.empty(), this::open);
    }

    private CgroupsV2 open(Root root) {
        return new CgroupsV2(tree, root);
    }

    private void container(String root) throws IOException {
        Files.createDirectories(tree.resolve(root).resolve("supervisors"));
        Files.createDirectories(tree.resolve(root).resolve("a-container/leaf"));
    }

    @Test
    void isAtTheTopWhereSystemdDoesNotRunTheMachine() throws IOException {
        assertThat(chooseWithoutSystemd()).isEqualTo(Root.at("mesos"));
    }

    @Test
    void isInTheUnitWhereSystemdRunsTheMachine() throws IOException {
        Root root = choose(Unit::new);
        assertThat(root.path()).isEqualTo(IN_UNIT);
        assertThat(root.keeper()).contains(new Unit());
    }

    @Test
    void staysAtTheTopWithContainersOfAnAgentThatHadNoUnit() throws IOException {
        container("mesos");
        assertThat(choose(Unit::new)).isEqualTo(Root.at("mesos"));
    }

    @Test
    void leavesTheTopWhenItsContainersAreGone() throws IOException {
        Files.createDirectories(tree.resolve("mesos/supervisors"));
        assertThat(choose(Unit::new).path()).isEqualTo(IN_UNIT);
        assertThat(tree).isEmptyDirectory();
    }

    @Test
    void clearsAwayWhatAKilledAgentHasLeftBeforeTheUnitIsToStart() throws IOException {
        Path left = tree.resolve(IN_UNIT);
        Files.createDirectories(left.resolve("supervisors"));
        choose(
                () -> {
                    assertThat(left).doesNotExist();
                    return new Unit();
                });
    }

    @Test
    void staysInTheUnitWithItsContainersWhenSystemdIsNoLongerToBeAsked() throws IOException {
        container(IN_UNIT);
        assertThat(chooseWithoutSystemd()).isEqualTo(Root.at(IN_UNIT));
    }

    @Test
    void staysWithContainersThatAUnitHasLeftWhenNoOtherOneStarts() throws IOException {
        container(IN_UNIT);
        assertThat(choose(REFUSED)).isEqualTo(Root.at(IN_UNIT));
    }

    @Test
    void isNowhereWithoutTheUnitAndTheErrorSaysWhatToDo() {
        assertThatThrownBy(() -> choose(REFUSED))
                .hasMessage(
                        "systemd runs this machine, and did not give tasks a unit"
                                + " (mesocosm-tasks.service) for their cgroups: systemd-run failed:"
                                + " no. With --no-systemd_enable_support they are made at the top"
                                + " of the cgroup trees");
    }
}

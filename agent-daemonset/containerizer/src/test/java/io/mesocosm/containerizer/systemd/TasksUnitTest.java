package io.mesocosm.containerizer.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When systemd is asked for the unit, and for what, with its tools played by the test. */
class TasksUnitTest {
    private static final String ABSENT =
            "LoadState=not-found\nActiveState=inactive\nControlGroup=\nResult=success\n";
    private static final String VERSION = "systemd 257 (257.7)";
    private static final String RUNS =
            "ActiveState=active\nControlGroup=/mesocosm-tasks.service\nResult=success\n";

    private final Deque<String> states = new ArrayDeque<>();
    private final List<String> orders = new ArrayList<>();

    private String run(String program, List<String> arguments) {
        String line = program + " " + String.join(" ", arguments);
        if (line.startsWith("systemctl show")) {
            return states.size() > 1 ? states.remove() : states.element();
        }
        if (line.equals("systemctl --version")) {
            return VERSION;
        }
        orders.add(line);
        return "";
    }

    private TasksUnit ensure() throws IOException {
        return TasksUnit.ensure(new Systemd(this::run), false, () -> Path.of("/holder/supervisor"));
    }

    @Test
    void isStartedWhereItIsNotThere() throws IOException {
        states.addAll(List.of(ABSENT, RUNS));
        assertThat(ensure().group()).isEqualTo("mesocosm-tasks.service");
        assertThat(orders)
                .singleElement()
                .asString()
                .startsWith("systemd-run --quiet --no-ask-password --unit=mesocosm-tasks.service")
                .contains("--slice=-.slice", "--property=Delegate=yes", "KillMode=process")
                .endsWith(" -- /holder/supervisor hold");
    }

    @Test
    void isLeftAloneWhereItRuns() throws IOException {
        states.add(RUNS);
        ensure();
        assertThat(orders).isEmpty();
    }

    @Test
    void isAwaitedWhereItsHolderIsJustBeingStartedAgain() throws IOException {
        states.addAll(
                List.of("ActiveState=activating\n", "ActiveState=activating\nControlGroup=/a\n"));
        states.add(RUNS);
        assertThat(ensure().group()).isEqualTo("mesocosm-tasks.service");
        assertThat(orders).isEmpty();
    }

    @Test
    void isForgivenAnEarlierFailure() throws IOException {
        states.addAll(List.of("LoadState=loaded\nActiveState=failed\n", ABSENT, RUNS));
        ensure();
        assertThat(orders).hasSize(2);
        assertThat(orders.getFirst()).isEqualTo("systemctl reset-failed mesocosm-tasks.service");
        assertThat(orders.getLast()).startsWith("systemd-run ");
    }

    @Test
    void isStartedAgainWhereItHasEndedBesideTasks() throws IOException {
        states.addAll(List.of("LoadState=loaded\nActiveState=inactive\n", RUNS));
        ensure();
        assertThat(orders).containsExactly("systemctl start mesocosm-tasks.service");
    }

    @Test
    void isNotThereWhenItCannotBeStarted() {
        states.add(ABSENT);
        Systemd refusing =
                new Systemd(
                        (program, arguments) -> {
                            if (program.equals("systemd-run")) {
                                throw new IOException("systemd-run failed: no");
                            }
                            return run(program, arguments);
                        });
        assertThatThrownBy(() -> TasksUnit.ensure(refusing, false, () -> Path.of("/holder")))
                .hasMessage("systemd-run failed: no");
    }

    @ParameterizedTest
    @CsvSource({"257, true, true", "252, true, false", "239, false, false", "0, false, false"})
    void asksAnOlderSystemdForNothingThatItDoesNotKnow(int known, boolean oom, boolean subgroup) {
        List<String> options = TasksUnit.options(known, false);
        assertThat(options.contains("--property=OOMPolicy=continue")).isEqualTo(oom);
        assertThat(options.contains("--property=DelegateSubgroup=holder")).isEqualTo(subgroup);
    }

    @Test
    void hasTheTreesOfCgroupV1DelegatedByName() {
        assertThat(TasksUnit.options(252, true))
                .contains("--property=Delegate=cpu cpuacct io blkio memory devices pids")
                .doesNotContain("--property=Delegate=yes");
    }

    @Test
    void isStartedAgainAfterSomebodyHasStoppedIt() throws IOException {
        states.addAll(List.of(RUNS, RUNS, ABSENT, RUNS));
        ensure().ensure();
        assertThat(orders).singleElement().asString().startsWith("systemd-run ");
    }

    @Test
    void weighsItsGroupByAPropertyUntilTheNextBoot() throws IOException {
        states.add(RUNS);
        ensure().weigh("CPUWeight", 474);
        assertThat(orders)
                .containsExactly(
                        "systemctl set-property --runtime mesocosm-tasks.service CPUWeight=474");
    }

    @Test
    void isStoppedWhenNothingIsLeftInIt() throws IOException {
        states.add(RUNS);
        ensure().release();
        assertThat(orders).containsExactly("systemctl stop mesocosm-tasks.service");
    }

    @Test
    void isNotStoppedWhereSomebodyElseHasDoneSo() throws IOException {
        states.addAll(List.of(RUNS, RUNS, ABSENT));
        ensure().release();
        assertThat(orders).isEmpty();
    }
}

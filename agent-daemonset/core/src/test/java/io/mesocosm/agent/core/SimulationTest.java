package io.mesocosm.agent.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.agent.core.task.TaskState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole lives under one seed each: lost, repeated and late messages, kill -9 of the agent between
 * any two effects, broken streams to the master. No task is lost, exit codes are exact, every
 * terminal update arrives.
 */
class SimulationTest {
    private static final int TASKS = 25;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void losesNoTaskWhateverHappens(long block) {
        for (long seed = block * 1000; seed < block * 1000 + 12; seed++) {
            Simulation simulation = new Simulation(seed);
            simulation.run(TASKS);
            check(simulation, seed);
        }
    }

    private static void check(Simulation simulation, long seed) {
        Map<String, TaskState> ends = simulation.ends();
        assertThat(ends.keySet()).as("seed %s: every task has ended", seed).hasSize(TASKS);
        ends.forEach(
                (task, state) -> {
                    assertThat(simulation.acceptableEnds(task))
                            .as("seed %s: the end of %s", seed, task)
                            .contains(state);
                    List<TaskState> seen = simulation.seen(task);
                    assertThat(seen)
                            .as("seed %s: %s ends once", seed, task)
                            .filteredOn(TaskState::isTerminal)
                            .hasSize(1);
                    assertThat(seen.getLast().isTerminal())
                            .as("seed %s: nothing follows the end of %s: %s", seed, task, seen)
                            .isTrue();
                });
        assertThat(simulation.runningContainers())
                .as("seed %s: nothing is left running", seed)
                .isEmpty();
        assertThat(simulation.startedTwice()).as("seed %s: no command ran twice", seed).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {77, 78})
    void sameSeedSameLife(long seed) {
        Simulation first = new Simulation(seed);
        Simulation second = new Simulation(seed);
        first.run(TASKS);
        second.run(TASKS);
        assertThat(first.journal()).isEqualTo(second.journal());
    }
}

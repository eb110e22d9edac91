package io.mesocosm.master.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.master.core.Master;
import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.agent.Deactivation;
import io.mesocosm.master.core.effect.Effects;
import io.mesocosm.master.core.input.OperatorCall.DrainAgent;
import io.mesocosm.master.core.input.OperatorCall.ReactivateAgent;
import io.mesocosm.master.core.registry.RegistryContent;
import io.mesocosm.master.core.snapshot.Snapshot;
import io.mesocosm.master.core.task.Task;
import io.mesocosm.master.core.task.TaskKey;
import io.mesocosm.master.core.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random inputs, broken links, repeated updates, crashes and failovers: the checks of {@link
 * Checks} hold after every step, and when all is calm again everybody agrees. Seeds:
 * -Dseeds=FROM-TO.
 */
class SimulationTest {
    private static final int AGENTS = 4;
    private static final int FRAMEWORKS = 3;

    static LongStream seeds() {
        String[] range = System.getProperty("seeds", "1-8").split("-", 2);
        return LongStream.rangeClosed(Long.parseLong(range[0]), Long.parseLong(range[1]));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everybodyAgreesWhenAllIsCalmAgain(long seed) {
        World world = new World(seed);
        SimMaster master = new SimMaster(world);
        List<SimAgent> agents = new ArrayList<>();
        List<SimFramework> frameworks = new ArrayList<>();
        for (int i = 0; i < AGENTS; i++) {
            agents.add(new SimAgent(world, master, i));
        }
        for (int i = 0; i < FRAMEWORKS; i++) {
            frameworks.add(new SimFramework(world, master, i));
        }
        world.run(Duration.ofMinutes(2));
        if (seed % 2 == 0) {
            master.failOver();
        }
        world.run(Duration.ofMinutes(2));
        world.calmDown();
        world.run(Duration.ofMinutes(13));

        assertThat(frameworks).anyMatch(f -> f.launched() > 20);
        assertThat(agents).allMatch(SimAgent::isWelcome);
        agreement(master.snapshot(), agents, frameworks);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void noDrainLastsForEverWhateverBreaks(long seed) {
        World world = new World(seed);
        SimMaster master = new SimMaster(world);
        List<SimAgent> agents = new ArrayList<>();
        List<SimFramework> frameworks = new ArrayList<>();
        for (int i = 0; i < AGENTS; i++) {
            agents.add(new SimAgent(world, master, i));
            frameworks.add(new SimFramework(world, master, i));
        }
        new SimOperator(world, master, agents);
        world.run(Duration.ofMinutes(2));
        if (seed % 2 == 0) {
            master.failOver();
        }
        world.run(Duration.ofMinutes(2));
        agents.forEach(a -> master.ask(call -> new DrainAgent(call, a.id(), null, false)));
        world.run(Duration.ofSeconds(2));
        world.calmDown();
        world.run(Duration.ofMinutes(13));

        assertThat(master.snapshot().agents()).isNotEmpty();
        assertThat(master.snapshot().deactivatedAgents().values())
                .isNotEmpty()
                .noneMatch(Deactivation::isDraining);
        assertThat(master.snapshot().offers()).isEmpty();
        agreement(master.snapshot(), agents, frameworks);

        agents.forEach(a -> master.ask(call -> new ReactivateAgent(call, a.id())));
        world.run(Duration.ofSeconds(2));
        assertThat(master.snapshot().agents()).allMatch(Agent::active);
        assertThat(master.snapshot().deactivatedAgents()).isEmpty();
    }

    private static void agreement(
            Snapshot snapshot, List<SimAgent> agents, List<SimFramework> frameworks) {
        Set<TaskKey> running = new HashSet<>();
        agents.forEach(a -> running.addAll(a.running()));
        Set<TaskKey> known = new HashSet<>();
        for (Task task : snapshot.tasks()) {
            assertThat(task.state()).as(task.key().toString()).isEqualTo(TaskState.TASK_RUNNING);
            known.add(task.key());
        }
        Set<String> living = new HashSet<>();
        snapshot.frameworks().forEach(f -> living.add(f.id()));
        running.removeIf(key -> !living.contains(key.frameworkId()));
        assertThat(known).as("the master and the agents").isEqualTo(running);
        for (SimFramework framework : frameworks) {
            if (framework.isOver()) {
                continue;
            }
            framework
                    .believed()
                    .forEach(
                            (task, state) ->
                                    assertThat(state.isTerminal())
                                            .as(framework.id() + " " + task + " " + state)
                                            .isEqualTo(
                                                    !running.contains(
                                                            new TaskKey(framework.id(), task))));
        }
        assertThat(agents.stream().mapToLong(SimAgent::waitingUpdates).sum())
                .as("updates that nobody acknowledged")
                .isZero();
    }

    @Test
    void theSameInputsGiveTheSameEffects() {
        World world = new World(42);
        Instant start = world.now();
        SimMaster recorded = new SimMaster(world);
        for (int i = 0; i < AGENTS; i++) {
            new SimAgent(world, recorded, i);
            new SimFramework(world, recorded, i);
        }
        world.run(Duration.ofMinutes(2));
        assertThat(recorded.steps()).hasSizeGreaterThan(500);

        Master replay = new Master(recorded.config(), RegistryContent.EMPTY, start);
        for (SimMaster.Step step : recorded.steps()) {
            Effects effects = replay.step(step.batch(), step.at());
            assertThat(effects).isEqualTo(step.effects());
        }
    }
}

package io.mesocosm.master.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.offer.Offer;
import io.mesocosm.master.core.snapshot.Snapshot;
import io.mesocosm.master.core.task.Executor;
import io.mesocosm.master.core.task.Task;
import io.mesocosm.resources.Resources;
import java.util.function.Predicate;

/** What holds after every step, counted anew from the entities. */
final class Checks {
    private Checks() {}

    static void check(Snapshot snapshot) {
        for (Agent agent : snapshot.agents()) {
            Resources used =
                    used(
                            snapshot,
                            t -> t.agentId().equals(agent.id()),
                            e -> e.agentId().equals(agent.id()));
            Resources offered = offered(snapshot, o -> o.agentId().equals(agent.id()));
            assertThat(agent.allocated()).as("allocated of " + agent.id()).isEqualTo(used);
            assertThat(agent.offered()).as("offered of " + agent.id()).isEqualTo(offered);
            assertThat(agent.total().contains(used.plus(offered).unallocate()))
                    .as(agent.id() + " promises " + used + " and " + offered)
                    .isTrue();
            assertThat(agent.deactivation())
                    .isEqualTo(snapshot.deactivatedAgents().get(agent.id()));
            assertThat(agent.active()).isEqualTo(agent.connected() && agent.deactivation() == null);
        }
        for (Framework framework : snapshot.frameworks()) {
            String id = framework.id();
            assertThat(framework.allocated())
                    .isEqualTo(
                            used(
                                    snapshot,
                                    t -> t.frameworkId().equals(id),
                                    e -> e.frameworkId().equals(id)));
            assertThat(framework.offered())
                    .isEqualTo(offered(snapshot, o -> o.frameworkId().equals(id)));
        }
        for (Offer offer : snapshot.offers()) {
            assertThat(snapshot.agents().find(a -> a.id().equals(offer.agentId())))
                    .as("an offer never outlives its agent's connection or activity")
                    .matches(a -> a != null && a.connected() && a.active());
            assertThat(snapshot.frameworks().find(f -> f.id().equals(offer.frameworkId())))
                    .as("an offer never outlives its framework's stream")
                    .matches(f -> f != null && f.connected());
        }
        for (Task task : snapshot.tasks()) {
            assertThat(snapshot.agents().find(a -> a.id().equals(task.agentId())))
                    .as("a live task has an agent")
                    .isNotNull();
            assertThat(snapshot.frameworks().find(f -> f.id().equals(task.frameworkId())))
                    .as("a live task has a framework")
                    .isNotNull();
        }
    }

    private static Resources used(
            Snapshot snapshot, Predicate<Task> tasks, Predicate<Executor> executors) {
        Resources sum = Resources.EMPTY;
        for (Task task : snapshot.tasks()) {
            if (tasks.test(task) && !task.state().isTerminal()) {
                sum = sum.plus(task.resources());
            }
        }
        for (Executor executor : snapshot.executors()) {
            if (executors.test(executor)) {
                sum = sum.plus(executor.resources());
            }
        }
        return sum;
    }

    private static Resources offered(Snapshot snapshot, Predicate<Offer> offers) {
        Resources sum = Resources.EMPTY;
        for (Offer offer : snapshot.offers()) {
            if (offers.test(offer)) {
                sum = sum.plus(offer.resources());
            }
        }
        return sum;
    }
}

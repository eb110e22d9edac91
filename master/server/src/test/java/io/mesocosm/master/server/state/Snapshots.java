package io.mesocosm.master.server.state;

import io.mesocosm.master.core.Payload;
import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.agent.AgentSpec;
import io.mesocosm.master.core.framework.Capability;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.framework.FrameworkSpec;
import io.mesocosm.master.core.framework.OfferConstraintsSpec;
import io.mesocosm.master.core.offer.Offer;
import io.mesocosm.master.core.snapshot.Counters;
import io.mesocosm.master.core.snapshot.Pages;
import io.mesocosm.master.core.snapshot.Snapshot;
import io.mesocosm.master.core.task.Executor;
import io.mesocosm.master.core.task.StatusSource;
import io.mesocosm.master.core.task.Task;
import io.mesocosm.master.core.task.TaskState;
import io.mesocosm.master.core.task.TaskStatus;
import io.mesocosm.protocol.v1.AgentID;
import io.mesocosm.protocol.v1.AgentInfo;
import io.mesocosm.protocol.v1.CommandInfo;
import io.mesocosm.protocol.v1.FrameworkInfo;
import io.mesocosm.protocol.v1.Label;
import io.mesocosm.protocol.v1.Labels;
import io.mesocosm.protocol.v1.TaskID;
import io.mesocosm.protocol.v1.TaskInfo;
import io.mesocosm.resources.Attribute;
import io.mesocosm.resources.Resources;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A small state to read: one agent, one framework of role dev, its tasks and an offer. */
final class Snapshots {
    static final Instant START = Instant.ofEpochSecond(1_700_000_000);

    private Snapshots() {}

    static Snapshot small() {
        return new Snapshot(
                pages(framework()),
                List.of(),
                pages(agent()),
                Map.of("m-S9", agentSpec()),
                Map.of("m-S7", START),
                Map.of(),
                pages(task("one", TaskState.TASK_RUNNING, START)),
                pages(),
                pages(task("two", TaskState.TASK_FINISHED, START.plusMillis(500))),
                Snapshots.<Executor>pages(),
                pages(new Offer("m-O1", "m-0000", "m-S0", "dev", dev("cpus:3;mem:96"), START)),
                Map.of(),
                Map.of(),
                Map.of(),
                new Counters(Map.of("tasks_finished", 1L), Map.of()),
                START.plusSeconds(60));
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    static <V> Pages<V> pages(V... entries) {
        return new Pages<>(new Object[][] {entries}, entries.length);
    }

    static Resources dev(String text) {
        return Resources.parse(text).allocate("dev");
    }

    private static Agent agent() {
        return new Agent(
                "m-S0",
                agentSpec(),
                null,
                true,
                dev("cpus:1;mem:32"),
                dev("cpus:3;mem:96"),
                START,
                START.plusSeconds(1));
    }

    private static AgentSpec agentSpec() {
        AgentInfo info = AgentInfo.newBuilder().setHostname("host1").setPort(5051).build();
        return new AgentSpec(
                "host1",
                "10.0.0.1:5051",
                "1.11.0",
                Resources.parse("cpus:4;mem:128;disk(prod):10;ports:[31000-32000]"),
                Attribute.parseAll("rack:abc;level:10;keys:[1-5]"),
                Set.of("MULTI_ROLE"),
                null,
                null,
                Payload.of(info.toByteArray()));
    }

    private static Framework framework() {
        FrameworkInfo info =
                FrameworkInfo.newBuilder().setUser("root").setName("f").setLabels(labels()).build();
        FrameworkSpec spec =
                new FrameworkSpec(
                        "m-0000",
                        "f",
                        "root",
                        "who",
                        "client",
                        null,
                        null,
                        List.of("dev"),
                        true,
                        60,
                        Set.of(Capability.MULTI_ROLE, Capability.PARTITION_AWARE),
                        Map.of(),
                        Payload.of(info.toByteArray()));
        return new Framework(
                spec,
                OfferConstraintsSpec.NONE,
                Set.of(),
                true,
                false,
                null,
                null,
                START,
                null,
                null,
                null,
                dev("cpus:1;mem:32"),
                dev("cpus:3;mem:96"));
    }

    static Task task(String id, TaskState state, Instant at) {
        TaskInfo info =
                TaskInfo.newBuilder()
                        .setName("name of " + id)
                        .setTaskId(TaskID.newBuilder().setValue(id))
                        .setAgentId(AgentID.newBuilder().setValue("m-S0"))
                        .setCommand(CommandInfo.newBuilder().setValue("true").setUser("nobody"))
                        .setLabels(labels())
                        .build();
        io.mesocosm.protocol.v1.TaskStatus encoded =
                io.mesocosm.protocol.v1.TaskStatus.newBuilder()
                        .setTaskId(info.getTaskId())
                        .setState(io.mesocosm.protocol.v1.TaskState.valueOf(state.name()))
                        .setHealthy(true)
                        .build();
        TaskStatus status =
                new TaskStatus(
                        id,
                        state,
                        StatusSource.SOURCE_EXECUTOR,
                        null,
                        null,
                        null,
                        "m-S0",
                        null,
                        at,
                        null,
                        Payload.of(encoded.toByteArray()),
                        null);
        return new Task(
                "m-0000",
                id,
                "name of " + id,
                "m-S0",
                null,
                "dev",
                state,
                state,
                null,
                dev("cpus:1;mem:32"),
                List.of(status),
                Payload.of(info.toByteArray()),
                null);
    }

    private static Labels labels() {
        return Labels.newBuilder().addLabels(Label.newBuilder().setKey("k").setValue("v")).build();
    }
}

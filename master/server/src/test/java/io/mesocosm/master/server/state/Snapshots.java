package io.mesocosm.master.server.state;

import io.mesocosm.master.core.Payload;
import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.agent.AgentSpec;
import io.mesocosm.master.core.framework.Capability;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.framework.FrameworkSpec;
import io.mesocosm.master.core.framework.OfferConstraintsSpec;
import io.mesocosm.master.core.framework.OfferFiltersSpec;
import io.mesocosm.master.core.input.LinkHandle;
import io.mesocosm.master.core.offer.Offer;
import io.mesocosm.master.core.snapshot.Counters;
import io.mesocosm.master.core.snapshot.Pages;
import io.mesocosm.master.core.snapshot.Snapshot;
import io.mesocosm.master.core.task.Executor;
import io.mesocosm.master.core.task.ExecutorSpec;
import io.mesocosm.master.core.task.StatusSource;
import io.mesocosm.master.core.task.Task;
import io.mesocosm.master.core.task.TaskState;
import io.mesocosm.master.core.task.TaskStatus;
import io.mesocosm.protocol.v1.AgentID;
import io.mesocosm.protocol.v1.AgentInfo;
import io.mesocosm.protocol.v1.CommandInfo;
import io.mesocosm.protocol.v1.ExecutorID;
import io.mesocosm.protocol.v1.ExecutorInfo;
import io.mesocosm.protocol.v1.FrameworkInfo;
import io.mesocosm.protocol.v1.Label;
import io.mesocosm.protocol.v1.Labels;
import io.mesocosm.protocol.v1.TaskID;
import io.mesocosm.protocol.v1.TaskInfo;
import io.mesocosm.protocol.v1.Value;
import io.mesocosm.resources.Attribute;
import io.mesocosm.resources.Resources;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A small state to read: one agent, one framework of role dev, its tasks and an offer. */
public final class Snapshots {
    public static final Instant START = Instant.ofEpochSecond(1_700_000_000);

    private Snapshots() {}

    public static Snapshot small() {
        return with(pages(framework()), pages());
    }

    /** The same with other frameworks and executors. */
    public static Snapshot with(Pages<Framework> frameworks, Pages<Executor> executors) {
        return new Snapshot(
                frameworks,
                List.of(),
                pages(agent()),
                Map.of("m-S9", agentSpec()),
                Map.of("m-S7", START),
                Map.of(),
                Map.of(),
                pages(task("one", TaskState.TASK_RUNNING, START)),
                pages(),
                pages(task("two", TaskState.TASK_FINISHED, START.plusMillis(500))),
                executors,
                pages(new Offer("m-O1", "m-0000", "m-S0", "dev", dev("cpus:3;mem:96"), START)),
                Map.of(),
                Map.of(),
                Map.of(),
                new Counters(Map.of("tasks_finished", 1L), Map.of()),
                START.plusSeconds(60));
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <V> Pages<V> pages(V... entries) {
        return new Pages<>(new Object[][] {entries}, entries.length);
    }

    static Resources dev(String text) {
        return Resources.parse(text).allocate("dev");
    }

    private static Agent agent() {
        return new Agent(
                "m-S0",
                agentSpec(),
                new LinkHandle(1),
                null,
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

    public static Framework framework() {
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
                        OfferFiltersSpec.NONE,
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

    public static Executor executor(String id, String resources) {
        ExecutorInfo.Builder info =
                ExecutorInfo.newBuilder()
                        .setExecutorId(ExecutorID.newBuilder().setValue(id))
                        .setCommand(CommandInfo.newBuilder().setValue("./run"));
        if (!resources.isEmpty()) {
            info.addResourcesBuilder().setName("cpus").setType(Value.Type.SCALAR);
        }
        ExecutorSpec spec =
                new ExecutorSpec(
                        id,
                        ExecutorSpec.Type.UNSET,
                        "m-0000",
                        "e",
                        true,
                        null,
                        null,
                        dev(resources),
                        null,
                        null,
                        List.of(),
                        Payload.of(info.build().toByteArray()));
        return new Executor("m-0000", "m-S0", "dev", spec, dev(resources), null);
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
        return task(info, state, at, encoded);
    }

    static Task task(
            TaskInfo info,
            TaskState state,
            Instant at,
            io.mesocosm.protocol.v1.TaskStatus encoded) {
        String id = info.getTaskId().getValue();
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

package io.mesocosm.benchmarks.memory;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mesocosm.master.core.Master;
import io.mesocosm.master.core.MasterConfig;
import io.mesocosm.master.core.effect.Effect;
import io.mesocosm.master.core.effect.SchedulerEvent;
import io.mesocosm.master.core.input.CallHandle;
import io.mesocosm.master.core.input.Input;
import io.mesocosm.master.core.input.LinkHandle;
import io.mesocosm.master.core.input.RegistryResult;
import io.mesocosm.master.core.input.StreamHandle;
import io.mesocosm.master.core.input.Tick;
import io.mesocosm.master.core.offer.Offer;
import io.mesocosm.master.core.registry.RegistryContent;
import io.mesocosm.master.core.snapshot.Snapshot;
import io.mesocosm.master.server.intake.LinkIntake;
import io.mesocosm.master.server.intake.SchedulerIntake;
import io.mesocosm.protocol.link.v1.FromAgent;
import io.mesocosm.protocol.v1.TaskState;
import io.mesocosm.protocol.v1.scheduler.Call;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A master's core with agents and tasks that came to it as they do in a cluster: every message goes
 * through its encoded form and the server's intake, so that each brings strings of its own.
 */
final class MemoryWorkload {
    private static final String MASTER_ID = "7d6a5c7e-3f9b-4f0e-9a52-1f1f0d3f7c11";
    private static final String STREAM_ID = "0b0a3a4c-90a2-4a39-b2f4-3c5b8e7d6f10";
    private static final String FRAMEWORK_ID = "1c9e6679-7425-40de-944b-e07fc1f90ae7-0000";
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Master master =
            new Master(MasterConfig.defaults(MASTER_ID), RegistryContent.EMPTY, START);
    private final LinkIntake intake = new LinkIntake(Clock.fixed(START, ZoneOffset.UTC));
    private final Messages messages;
    private Instant now = START;
    private long calls;
    private String frameworkId = "";
    private @Nullable List<Offer> offers;

    private MemoryWorkload(boolean ports) {
        messages = new Messages(ports);
    }

    /** Agents that come back to a new master and bring their tasks. */
    static MemoryWorkload returned(ClusterSize size, boolean ports) {
        MemoryWorkload workload = new MemoryWorkload(ports);
        for (int agent = 0; agent < size.agents(); agent++) {
            String id = "2f6c8d1e-58a1-4e6e-8a34-97b5b0b1c0de-S" + agent;
            workload.receive(
                    agent,
                    workload.messages.reregister(agent, id, FRAMEWORK_ID, size.tasksPerAgent()));
        }
        return workload;
    }

    /** Tasks that a framework launches by ACCEPT, one call for each agent. */
    static MemoryWorkload launched(ClusterSize size, boolean ports) {
        MemoryWorkload workload = new MemoryWorkload(ports);
        for (int agent = 0; agent < size.agents(); agent++) {
            workload.receive(agent, workload.messages.register(agent));
        }
        workload.subscribe();
        if (size.tasksPerAgent() > 0) {
            workload.launch(size.tasksPerAgent());
        }
        return workload;
    }

    Snapshot snapshot() {
        return master.snapshot();
    }

    private void subscribe() {
        Call.Builder subscribe = Call.newBuilder().setType(Call.Type.SUBSCRIBE);
        subscribe.getSubscribeBuilder().setFrameworkInfo(Messages.framework(""));
        // Offers are wanted when there is something to launch, so that all sizes end alike.
        subscribe.getSubscribeBuilder().addSuppressedRoles(Messages.ROLE);
        call(subscribe);
    }

    private void launch(int tasksPerAgent) {
        List<Offer> made = new ArrayList<>();
        offers = made;
        call(Call.newBuilder().setType(Call.Type.REVIVE));
        now = now.plus(Duration.ofSeconds(1));
        take(List.of(new Tick()));
        call(Call.newBuilder().setType(Call.Type.SUPPRESS));
        offers = null;
        for (Offer offer : made) {
            accept(offer, tasksPerAgent);
        }
    }

    private void accept(Offer offer, int tasks) {
        int agent = number(offer.agentId());
        Call.Builder accept = Call.newBuilder().setType(Call.Type.ACCEPT);
        accept.getAcceptBuilder().addOfferIdsBuilder().setValue(offer.id());
        accept.getAcceptBuilder().getFiltersBuilder().setRefuseSeconds(0);
        var operation =
                accept.getAcceptBuilder()
                        .addOperationsBuilder()
                        .setType(io.mesocosm.protocol.v1.Offer.Operation.Type.LAUNCH);
        for (int task = 0; task < tasks; task++) {
            operation.getLaunchBuilder().addTaskInfos(messages.task(agent, offer.agentId(), task));
        }
        call(accept);
        for (int task = 0; task < tasks; task++) {
            update(agent, offer.agentId(), task, TaskState.TASK_STARTING);
            update(agent, offer.agentId(), task, TaskState.TASK_RUNNING);
        }
    }

    private void update(int agent, String agentId, int task, TaskState state) {
        receive(agent, messages.update(agent, agentId, frameworkId, task, state));
    }

    private static int number(String agentId) {
        return Integer.parseInt(agentId.substring(agentId.lastIndexOf('S') + 1));
    }

    private void receive(int agent, FromAgent message) {
        try {
            FromAgent arrived = FromAgent.parseFrom(message.toByteArray());
            take(List.of(intake.read(arrived, new LinkHandle(agent))));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private void call(Call.Builder call) {
        if (!frameworkId.isEmpty()) {
            call.getFrameworkIdBuilder().setValue(frameworkId);
        }
        try {
            Call arrived = Call.parseFrom(call.build().toByteArray());
            boolean first = frameworkId.isEmpty();
            take(
                    List.of(
                            SchedulerIntake.read(
                                    arrived,
                                    new SchedulerIntake.Caller(
                                            new CallHandle(calls++),
                                            new StreamHandle(0),
                                            STREAM_ID,
                                            first ? null : STREAM_ID,
                                            null))));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private void take(List<Input> batch) {
        for (Effect effect : master.step(batch, now).all()) {
            switch (effect) {
                case Effect.CommitRegistry(long transaction, var _) ->
                        take(List.of(new RegistryResult.RegistryCommitted(transaction)));
                case Effect.SendEvent(var _, String id, SchedulerEvent.Subscribed _) ->
                        frameworkId = id;
                case Effect.SendEvent(
                                var _,
                                var _,
                                SchedulerEvent.Offers(var made, var _, var _)) ->
                        made.forEach(m -> requireNonNull(offers, "offers").add(m.offer()));
                case Effect.StepDown(String reason) -> throw new IllegalStateException(reason);
                default -> {}
            }
        }
    }
}

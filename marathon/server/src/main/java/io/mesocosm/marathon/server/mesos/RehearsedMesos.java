package io.mesocosm.marathon.server.mesos;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mesocosm.marathon.core.Effect;
import io.mesocosm.marathon.core.Input;
import io.mesocosm.marathon.core.launch.TaskSpec;
import io.mesocosm.marathon.server.loop.Driver;
import io.mesocosm.protocol.v1.AgentID;
import io.mesocosm.protocol.v1.FrameworkID;
import io.mesocosm.protocol.v1.Offer;
import io.mesocosm.protocol.v1.OfferID;
import io.mesocosm.protocol.v1.Resource;
import io.mesocosm.protocol.v1.TaskID;
import io.mesocosm.protocol.v1.TaskState;
import io.mesocosm.protocol.v1.TaskStatus;
import io.mesocosm.protocol.v1.Value;
import io.mesocosm.protocol.v1.scheduler.Call;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A Mesos of one agent that only seems to be there: offers and tasks go through the same messages
 * as with a real one, so that a Marathon which rehearses has met them when it leads.
 */
public final class RehearsedMesos implements Driver {

    private static final Offer OFFER =
            Offer.newBuilder()
                    .setId(OfferID.newBuilder().setValue("rehearsed"))
                    .setFrameworkId(FrameworkID.newBuilder().setValue("rehearsed"))
                    .setAgentId(AgentID.newBuilder().setValue("rehearsed"))
                    .setHostname("rehearsed")
                    .addResources(scalar("cpus", 8))
                    .addResources(scalar("mem", 1024))
                    .build();

    private final FrameworkSettings settings;
    private volatile Consumer<Input> inputs = input -> {};

    public RehearsedMesos(FrameworkSettings settings) {
        this.settings = settings;
    }

    private static Resource.Builder scalar(String name, double amount) {
        return Resource.newBuilder()
                .setName(name)
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(amount));
    }

    @Override
    public void start(@Nullable String frameworkId, Consumer<Input> sink, BooleanSupplier permit) {
        inputs = sink;
        Call subscribe =
                Call.newBuilder()
                        .setType(Call.Type.SUBSCRIBE)
                        .setSubscribe(
                                Call.Subscribe.newBuilder()
                                        .setFrameworkInfo(
                                                FrameworkInfos.of(
                                                        settings, List.of(settings.role()))))
                        .build();
        try {
            Call read = Call.parseFrom(subscribe.toByteArray());
            inputs.accept(new Input.Subscribed("rehearsed", read.getType().name()));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void perform(Effect.ToMesos call) {
        switch (call) {
            case Effect.Revive _ ->
                    inputs.accept(new Input.Offers(List.of(OfferReader.read(OFFER))));
            case Effect.Accept accept -> accept.tasks().forEach(this::run);
            case Effect.Decline _,
                    Effect.Suppress _,
                    Effect.Kill _,
                    Effect.Acknowledge _,
                    Effect.Reconcile _,
                    Effect.UpdateRoles _ -> {}
        }
    }

    private void run(TaskSpec task) {
        String id = TaskInfoWriter.write(task, OFFER, settings.bridgeName()).getTaskId().getValue();
        TaskStatus running =
                TaskStatus.newBuilder()
                        .setTaskId(TaskID.newBuilder().setValue(id))
                        .setAgentId(OFFER.getAgentId())
                        .setState(TaskState.TASK_RUNNING)
                        .build();
        inputs.accept(new Input.Update(StatusReader.read(running)));
    }

    @Override
    public void close() {}
}

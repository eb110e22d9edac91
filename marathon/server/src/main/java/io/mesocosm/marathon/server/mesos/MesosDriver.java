package io.mesocosm.marathon.server.mesos;

import com.google.protobuf.ByteString;
import io.mesocosm.marathon.core.Effect;
import io.mesocosm.marathon.core.Input;
import io.mesocosm.marathon.core.instance.TaskState;
import io.mesocosm.marathon.core.launch.TaskSpec;
import io.mesocosm.marathon.server.loop.Driver;
import io.mesocosm.protocol.v1.AgentID;
import io.mesocosm.protocol.v1.DurationInfo;
import io.mesocosm.protocol.v1.Filters;
import io.mesocosm.protocol.v1.FrameworkID;
import io.mesocosm.protocol.v1.FrameworkInfo;
import io.mesocosm.protocol.v1.KillPolicy;
import io.mesocosm.protocol.v1.Offer;
import io.mesocosm.protocol.v1.OfferID;
import io.mesocosm.protocol.v1.TaskID;
import io.mesocosm.protocol.v1.TaskStatus;
import io.mesocosm.protocol.v1.scheduler.Call;
import io.mesocosm.protocol.v1.scheduler.Event;
import io.mesocosm.scheduler.BasicCredentials;
import io.mesocosm.scheduler.CallResult;
import io.mesocosm.scheduler.Scheduler;
import io.mesocosm.scheduler.SchedulerClient;
import io.mesocosm.scheduler.SchedulerConfig;
import io.mesocosm.telemetry.Tracing;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way to a real master, as an ordinary v1 framework; safe for any thread. */
public final class MesosDriver implements Driver, Scheduler {

    private static final Logger LOG = LoggerFactory.getLogger(MesosDriver.class);

    private final FrameworkSettings settings;
    private final @Nullable SSLContext tls;
    private final Tracing tracing;
    private final Consumer<String> refused;
    private final Map<String, Offer> offers = new ConcurrentHashMap<>();
    private volatile @Nullable SchedulerClient client;
    private volatile Consumer<Input> inputs = input -> {};

    /**
     * A driver that tells the consumer when the master wants no more of this framework.
     *
     * @param tls as whom masters at {@code https} addresses are reached; null for Java's own trust
     * @param tracing by which an ACCEPT carries the present trace to the master
     */
    public MesosDriver(
            FrameworkSettings settings,
            @Nullable SSLContext tls,
            Tracing tracing,
            Consumer<String> refused) {
        this.settings = settings;
        this.tls = tls;
        this.tracing = tracing;
        this.refused = refused;
    }

    @Override
    public void start(@Nullable String frameworkId, Consumer<Input> sink, BooleanSupplier permit) {
        inputs = sink;
        FrameworkInfo.Builder framework = FrameworkInfos.of(settings, List.of(settings.role()));
        if (frameworkId != null) {
            framework.setId(FrameworkID.newBuilder().setValue(frameworkId));
        }
        SchedulerConfig config =
                SchedulerConfig.of(settings.masters().toArray(String[]::new)).withPermit(permit);
        if (settings.principal() != null && settings.secret() != null) {
            config =
                    config.withCredentials(
                            new BasicCredentials(settings.principal(), settings.secret()));
        }
        if (tls != null) {
            config = config.withTls(tls);
        }
        client = SchedulerClient.start(config, framework.build(), this);
    }

    private SchedulerClient client() {
        return Objects.requireNonNull(client, "not started");
    }

    @Override
    public void perform(Effect.ToMesos call) {
        switch (call) {
            case Effect.Accept accept -> accept(accept);
            case Effect.Decline decline -> {
                decline.offerIds().forEach(offers::remove);
                watch(
                        "decline",
                        client().decline(
                                        decline.offerIds().stream().map(MesosDriver::id).toList(),
                                        filters(decline.refuse())));
            }
            case Effect.Revive revive -> watch("revive", client().revive(revive.roles()));
            case Effect.Suppress suppress -> watch("suppress", client().suppress(suppress.roles()));
            case Effect.Kill kill -> kill(kill);
            case Effect.Acknowledge acknowledge -> acknowledge(acknowledge);
            case Effect.Reconcile reconcile -> reconcile(reconcile);
            case Effect.UpdateRoles roles ->
                    watch(
                            "update_framework",
                            client().updateFramework(
                                            FrameworkInfos.of(settings, roles.roles()).build(),
                                            List.of()));
        }
    }

    private void accept(Effect.Accept accept) {
        Offer offer = offers.remove(accept.offerId());
        LOG.info("offer={} tasks={} accept", accept.offerId(), accept.tasks().size());
        if (offer == null) {
            dropped(accept.tasks(), "The offer was rescinded");
            return;
        }
        Offer.Operation.Launch.Builder launch = Offer.Operation.Launch.newBuilder();
        for (TaskSpec task : accept.tasks()) {
            launch.addTaskInfos(TaskInfoWriter.write(task, offer, settings.bridgeName()));
        }
        Offer.Operation operation =
                Offer.Operation.newBuilder()
                        .setType(Offer.Operation.Type.LAUNCH)
                        .setLaunch(launch)
                        .build();
        CompletableFuture<Void> seen =
                client().accept(
                                List.of(offer.getId()),
                                List.of(operation),
                                filters(accept.refuse()),
                                headers())
                        .thenAccept(
                                result -> {
                                    switch (result) {
                                        case CallResult.Refused r ->
                                                dropped(accept.tasks(), r.reason());
                                        case CallResult.NotConnected r ->
                                                dropped(accept.tasks(), r.reason());
                                        case CallResult.Accepted _, CallResult.Unanswered _ -> {}
                                    }
                                });
        watch(seen);
    }

    private Map<String, String> headers() {
        return tracing.isOn() ? tracing.sent(Context.current()) : Map.of();
    }

    /** The launch had no effect: the core may try again with a new task id. */
    private void dropped(List<TaskSpec> tasks, String reason) {
        for (TaskSpec task : tasks) {
            inputs.accept(
                    new Input.Update(
                            new Input.Status(
                                    task.taskId().value(),
                                    TaskState.TASK_DROPPED,
                                    task.agentId(),
                                    null,
                                    reason,
                                    false,
                                    null,
                                    List.of(),
                                    null)));
        }
    }

    private void kill(Effect.Kill kill) {
        LOG.info("task={} agent={} kill", kill.taskId(), kill.agentId());
        Call.Kill.Builder call =
                Call.Kill.newBuilder().setTaskId(TaskID.newBuilder().setValue(kill.taskId()));
        if (kill.agentId() != null) {
            call.setAgentId(AgentID.newBuilder().setValue(kill.agentId()));
        }
        if (kill.grace() != null) {
            call.setKillPolicy(
                    KillPolicy.newBuilder()
                            .setGracePeriod(
                                    DurationInfo.newBuilder()
                                            .setNanoseconds(kill.grace().toNanos())));
        }
        watch("kill", client().kill(call.build()));
    }

    private void acknowledge(Effect.Acknowledge acknowledge) {
        TaskStatus status =
                TaskStatus.newBuilder()
                        .setTaskId(TaskID.newBuilder().setValue(acknowledge.taskId()))
                        .setAgentId(AgentID.newBuilder().setValue(acknowledge.agentId()))
                        .setUuid(
                                ByteString.copyFrom(Base64.getDecoder().decode(acknowledge.uuid())))
                        .buildPartial();
        watch("acknowledge", client().acknowledge(status));
    }

    private void reconcile(Effect.Reconcile reconcile) {
        List<Call.Reconcile.Task> tasks =
                reconcile.tasks().stream()
                        .map(
                                t ->
                                        Call.Reconcile.Task.newBuilder()
                                                .setTaskId(TaskID.newBuilder().setValue(t.taskId()))
                                                .setAgentId(
                                                        AgentID.newBuilder().setValue(t.agentId()))
                                                .build())
                        .toList();
        watch("reconcile", client().reconcile(tasks));
    }

    private static void watch(String call, CompletableFuture<CallResult> result) {
        watch(
                result.thenAccept(
                        r -> {
                            if (!(r instanceof CallResult.Accepted)) {
                                LOG.warn("call={} result={}", call, r);
                            }
                        }));
    }

    private static void watch(CompletableFuture<Void> done) {
        CompletableFuture<Void> logged =
                done.exceptionally(
                        e -> {
                            LOG.error("a call to the master failed", e);
                            return null;
                        });
        Objects.requireNonNull(logged);
    }

    private static OfferID id(String offer) {
        return OfferID.newBuilder().setValue(offer).build();
    }

    private static Filters filters(Duration refuse) {
        return Filters.newBuilder().setRefuseSeconds(refuse.toMillis() / 1000.0).build();
    }

    @Override
    public void subscribed(Event.Subscribed event) {
        String master =
                event.hasMasterInfo()
                        ? event.getMasterInfo().getHostname()
                                + ":"
                                + event.getMasterInfo().getPort()
                        : "";
        LOG.info("framework={} master={} subscribed", event.getFrameworkId().getValue(), master);
        inputs.accept(new Input.Subscribed(event.getFrameworkId().getValue(), master));
    }

    @Override
    public void offers(List<Offer> received) {
        received.forEach(o -> offers.put(o.getId().getValue(), o));
        inputs.accept(new Input.Offers(received.stream().map(OfferReader::read).toList()));
    }

    @Override
    public void rescind(OfferID offer) {
        offers.remove(offer.getValue());
    }

    @Override
    public void update(TaskStatus status) {
        LOG.info(
                "task={} state={} reason={} message={}",
                status.getTaskId().getValue(),
                status.getState(),
                status.hasReason() ? status.getReason() : "",
                status.getMessage());
        inputs.accept(new Input.Update(StatusReader.read(status)));
    }

    @Override
    public void message(Event.Message event) {
        inputs.accept(
                new Input.Message(
                        event.getExecutorId().getValue(),
                        event.getAgentId().getValue(),
                        event.getData().toStringUtf8()));
    }

    @Override
    public void disconnected(String reason) {
        LOG.warn("disconnected from the master: {}", reason);
        offers.clear();
        inputs.accept(new Input.Disconnected());
    }

    @Override
    public void error(String message) {
        LOG.error("the master refuses this framework: {}", message);
        refused.accept(message);
    }

    @Override
    public void close() {
        SchedulerClient running = client;
        if (running != null) {
            running.close();
        }
    }
}

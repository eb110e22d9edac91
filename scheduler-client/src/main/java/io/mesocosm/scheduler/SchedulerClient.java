package io.mesocosm.scheduler;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import io.mesocosm.protocol.v1.AgentID;
import io.mesocosm.protocol.v1.ExecutorID;
import io.mesocosm.protocol.v1.Filters;
import io.mesocosm.protocol.v1.FrameworkID;
import io.mesocosm.protocol.v1.FrameworkInfo;
import io.mesocosm.protocol.v1.Offer;
import io.mesocosm.protocol.v1.OfferID;
import io.mesocosm.protocol.v1.OperationStatus;
import io.mesocosm.protocol.v1.Request;
import io.mesocosm.protocol.v1.TaskID;
import io.mesocosm.protocol.v1.TaskStatus;
import io.mesocosm.protocol.v1.scheduler.Call;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A framework's connection to its masters (spec §1). Safe for any thread: calls go out one by one
 * in the order in which they are made, and each tells in its future what became of it. Those
 * futures complete on threads of their own, not on the one that calls the {@link Scheduler}.
 */
public final class SchedulerClient implements AutoCloseable {

    private final SchedulerConfig config;
    private final SubscriptionLoop loop;
    private final Thread thread;

    private SchedulerClient(SchedulerConfig config, FrameworkInfo framework, Scheduler scheduler) {
        this.config = config;
        this.loop = new SubscriptionLoop(config, framework, scheduler);
        this.thread =
                Thread.ofPlatform()
                        .name("mesos-scheduler-" + framework.getName())
                        .daemon()
                        .unstarted(loop);
    }

    /**
     * Starts to subscribe the framework, and keeps it subscribed until closed, torn down or
     * refused.
     */
    public static SchedulerClient start(
            SchedulerConfig config, FrameworkInfo framework, Scheduler scheduler) {
        SchedulerClient client =
                new SchedulerClient(
                        requireNonNull(config),
                        requireNonNull(framework),
                        requireNonNull(scheduler));
        client.thread.start();
        return client;
    }

    /** The framework's id, once a master has told it or if it was given at the start. */
    public Optional<FrameworkID> frameworkId() {
        return loop.frameworkId();
    }

    /** Whether there is a subscription at this moment. */
    public boolean isSubscribed() {
        return loop.calls().isPresent();
    }

    /** Completes when the client has ended: closed, torn down, or after {@link Scheduler#error}. */
    public CompletableFuture<@Nullable Void> ended() {
        return loop.ended().copy();
    }

    /**
     * Uses offers of one agent for these operations; what they leave is declined with the filters.
     */
    public CompletableFuture<CallResult> accept(
            Collection<OfferID> offers, Collection<Offer.Operation> operations, Filters filters) {
        return accept(offers, operations, filters, Map.of());
    }

    /**
     * As above, with further headers of the request: by a {@code traceparent} the master takes the
     * launches for part of that trace.
     */
    public CompletableFuture<CallResult> accept(
            Collection<OfferID> offers,
            Collection<Offer.Operation> operations,
            Filters filters,
            Map<String, String> headers) {
        return send(
                Call.newBuilder()
                        .setType(Call.Type.ACCEPT)
                        .setAccept(
                                Call.Accept.newBuilder()
                                        .addAllOfferIds(offers)
                                        .addAllOperations(operations)
                                        .setFilters(filters)),
                headers);
    }

    /** Gives offers back; the filters say for how long nothing like them is wanted. */
    public CompletableFuture<CallResult> decline(Collection<OfferID> offers, Filters filters) {
        return send(
                Call.newBuilder()
                        .setType(Call.Type.DECLINE)
                        .setDecline(
                                Call.Decline.newBuilder()
                                        .addAllOfferIds(offers)
                                        .setFilters(filters)));
    }

    /** Agrees to give the resources of inverse offers back. */
    public CompletableFuture<CallResult> acceptInverseOffers(
            Collection<OfferID> offers, Filters filters) {
        return send(
                Call.newBuilder()
                        .setType(Call.Type.ACCEPT_INVERSE_OFFERS)
                        .setAcceptInverseOffers(
                                Call.AcceptInverseOffers.newBuilder()
                                        .addAllInverseOfferIds(offers)
                                        .setFilters(filters)));
    }

    /** Does not agree to give the resources of inverse offers back. */
    public CompletableFuture<CallResult> declineInverseOffers(
            Collection<OfferID> offers, Filters filters) {
        return send(
                Call.newBuilder()
                        .setType(Call.Type.DECLINE_INVERSE_OFFERS)
                        .setDeclineInverseOffers(
                                Call.DeclineInverseOffers.newBuilder()
                                        .addAllInverseOfferIds(offers)
                                        .setFilters(filters)));
    }

    /**
     * Asks for offers again, for these roles or, if there are none, for all: filters and
     * suppression are void.
     */
    public CompletableFuture<CallResult> revive(Collection<String> roles) {
        return send(
                Call.newBuilder()
                        .setType(Call.Type.REVIVE)
                        .setRevive(Call.Revive.newBuilder().addAllRoles(roles)));
    }

    /** Asks for no more offers, for these roles or, if there are none, for all. */
    public CompletableFuture<CallResult> suppress(Collection<String> roles) {
        return send(
                Call.newBuilder()
                        .setType(Call.Type.SUPPRESS)
                        .setSuppress(Call.Suppress.newBuilder().addAllRoles(roles)));
    }

    /** Kills a task by the policy of its own. */
    public CompletableFuture<CallResult> kill(TaskID task) {
        return kill(Call.Kill.newBuilder().setTaskId(task).build());
    }

    /** Kills a task that is on this agent. */
    public CompletableFuture<CallResult> kill(TaskID task, AgentID agent) {
        return kill(Call.Kill.newBuilder().setTaskId(task).setAgentId(agent).build());
    }

    /** Kills a task as the message says, with a policy of this call's own if it has one. */
    public CompletableFuture<CallResult> kill(Call.Kill kill) {
        return send(Call.newBuilder().setType(Call.Type.KILL).setKill(kill));
    }

    /** Ends an executor and all its tasks. */
    public CompletableFuture<CallResult> shutdown(ExecutorID executor, AgentID agent) {
        return send(
                Call.newBuilder()
                        .setType(Call.Type.SHUTDOWN)
                        .setShutdown(
                                Call.Shutdown.newBuilder()
                                        .setExecutorId(executor)
                                        .setAgentId(agent)));
    }

    /**
     * Tells that an update is dealt with. One that carries no uuid needs that not: nothing is sent,
     * all is well.
     */
    public CompletableFuture<CallResult> acknowledge(TaskStatus status) {
        if (!status.hasUuid()) {
            return CompletableFuture.completedFuture(new CallResult.Accepted());
        }
        return send(
                Call.newBuilder()
                        .setType(Call.Type.ACKNOWLEDGE)
                        .setAcknowledge(
                                Call.Acknowledge.newBuilder()
                                        .setAgentId(status.getAgentId())
                                        .setTaskId(status.getTaskId())
                                        .setUuid(status.getUuid())));
    }

    /** Tells that an operation's update is dealt with; one without a uuid needs that not. */
    public CompletableFuture<CallResult> acknowledgeOperation(OperationStatus status) {
        if (!status.hasUuid()) {
            return CompletableFuture.completedFuture(new CallResult.Accepted());
        }
        Call.AcknowledgeOperationStatus.Builder acknowledge =
                Call.AcknowledgeOperationStatus.newBuilder()
                        .setUuid(status.getUuid().getValue())
                        .setOperationId(status.getOperationId());
        if (status.hasAgentId()) {
            acknowledge.setAgentId(status.getAgentId());
        }
        if (status.hasResourceProviderId()) {
            acknowledge.setResourceProviderId(status.getResourceProviderId());
        }
        return send(
                Call.newBuilder()
                        .setType(Call.Type.ACKNOWLEDGE_OPERATION_STATUS)
                        .setAcknowledgeOperationStatus(acknowledge));
    }

    /**
     * Asks for the present state of these tasks or, if there are none, of all; answers are updates.
     */
    public CompletableFuture<CallResult> reconcile(Collection<Call.Reconcile.Task> tasks) {
        return send(
                Call.newBuilder()
                        .setType(Call.Type.RECONCILE)
                        .setReconcile(Call.Reconcile.newBuilder().addAllTasks(tasks)));
    }

    /**
     * Asks for the present state of these operations or, if there are none, of all; answers are
     * updates.
     */
    public CompletableFuture<CallResult> reconcileOperations(
            Collection<Call.ReconcileOperations.Operation> operations) {
        return send(
                Call.newBuilder()
                        .setType(Call.Type.RECONCILE_OPERATIONS)
                        .setReconcileOperations(
                                Call.ReconcileOperations.newBuilder()
                                        .addAllOperations(operations)));
    }

    /** Sends bytes to an executor; they may be lost. */
    public CompletableFuture<CallResult> message(AgentID agent, ExecutorID executor, byte[] data) {
        return send(
                Call.newBuilder()
                        .setType(Call.Type.MESSAGE)
                        .setMessage(
                                Call.Message.newBuilder()
                                        .setAgentId(agent)
                                        .setExecutorId(executor)
                                        .setData(ByteString.copyFrom(data))));
    }

    /** Tells which resources would be welcome. */
    public CompletableFuture<CallResult> request(Collection<Request> requests) {
        return send(
                Call.newBuilder()
                        .setType(Call.Type.REQUEST)
                        .setRequest(Call.Request.newBuilder().addAllRequests(requests)));
    }

    /** Changes what the framework says of itself; once accepted, also in later subscriptions. */
    public CompletableFuture<CallResult> updateFramework(
            FrameworkInfo framework, List<String> suppressedRoles) {
        FrameworkInfo.Builder changed = framework.toBuilder();
        frameworkId().ifPresent(changed::setId);
        FrameworkInfo info = changed.build();
        return send(Call.newBuilder()
                        .setType(Call.Type.UPDATE_FRAMEWORK)
                        .setUpdateFramework(
                                Call.UpdateFramework.newBuilder()
                                        .setFrameworkInfo(info)
                                        .addAllSuppressedRoles(suppressedRoles)))
                .thenApply(
                        result -> {
                            if (result instanceof CallResult.Accepted) {
                                loop.become(info);
                            }
                            return result;
                        });
    }

    /** Ends the framework for good, with all its tasks; once accepted, the client ends too. */
    public CompletableFuture<CallResult> teardown() {
        Optional<CallQueue> calls = loop.calls();
        if (calls.isEmpty()) {
            return notConnected();
        }
        CompletableFuture<CallResult> awaited = new CompletableFuture<>();
        loop.endWith(awaited);
        CompletableFuture<CallResult> result =
                calls.get().send(Call.newBuilder().setType(Call.Type.TEARDOWN), Map.of());
        return result.thenApply(
                told -> {
                    awaited.complete(told);
                    if (told instanceof CallResult.Accepted) {
                        loop.stop();
                    }
                    return told;
                });
    }

    /**
     * Sends the calls made so far, then leaves without an event more: tasks stay, for as long as
     * the framework's {@code failover_timeout} says. Waits for a callback that is running, unless
     * it is that callback who calls.
     */
    @Override
    public void close() {
        loop.calls().ifPresent(calls -> await(calls.idle()));
        loop.stop();
        if (Thread.currentThread() != thread) {
            await(loop.ended());
        }
    }

    private CompletableFuture<CallResult> send(Call.Builder call) {
        return send(call, Map.of());
    }

    private CompletableFuture<CallResult> send(Call.Builder call, Map<String, String> headers) {
        return loop.calls()
                .map(calls -> calls.send(call, headers))
                .orElseGet(SchedulerClient::notConnected);
    }

    private static CompletableFuture<CallResult> notConnected() {
        return CompletableFuture.completedFuture(
                new CallResult.NotConnected("the framework is not subscribed at present"));
    }

    private void await(CompletableFuture<?> future) {
        try {
            future.get(config.callTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Closing goes on: what could not be sent in time has told so in its own result.
        }
    }
}

package io.mesocosm.master.core.offer;

import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.effect.SchedulerEvent;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.input.SchedulerCall.Accept;
import io.mesocosm.master.core.operation.Operation;
import io.mesocosm.master.core.operation.OperationStatus;
import io.mesocosm.master.core.state.MasterState;
import io.mesocosm.master.core.task.Launches;
import io.mesocosm.master.core.task.MasterStatus.Where;
import io.mesocosm.master.core.task.StatusReason;
import io.mesocosm.master.core.task.TaskSpec;
import io.mesocosm.master.core.task.TaskState;
import io.mesocosm.master.core.task.TaskValidation.Target;
import io.mesocosm.resources.Resources;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * ACCEPT (spec §1.4): the offers become a remainder on which the operations run one after the
 * other; what is left is declined with the call's filter. An offer never outlives its agent's
 * connection, so one that is still there can be used.
 */
public final class Acceptance {
    private final MasterState state;
    private final Offers offers;
    private final Allocation allocation;
    private final Launches launches;
    private final OfferValidation validation;

    public Acceptance(MasterState state, Offers offers, Allocation allocation, Launches launches) {
        this.state = state;
        this.offers = offers;
        this.allocation = allocation;
        this.launches = launches;
        this.validation = new OfferValidation(state);
    }

    public void accept(Framework framework, Accept call) {
        call.operations().forEach(this::count);
        state.outbox().accepted(call.call());
        Optional<String> error = validation.validate(call.offerIds(), framework);
        if (error.isPresent()) {
            refuse(framework, call, error.get());
            return;
        }
        List<Offer> accepted = call.offerIds().stream().map(state.offers()::require).toList();
        Resources available = Resources.EMPTY;
        for (Offer offer : accepted) {
            available = available.plus(offer.resources());
            offers.consume(offer);
        }
        Offer first = accepted.getFirst();
        Agent agent = state.agents().require(first.agentId());
        Resources left = available;
        for (Operation operation : call.operations()) {
            state.counters().count(framework.id(), "operations");
            left = run(operation, new Target(framework, agent, first.role(), left));
        }
        if (!left.isEmpty()) {
            allocation.recover(
                    framework.id(), agent.id(), left, Offers.refusal(call.refuseSeconds()));
        }
    }

    /** A LAUNCH of nothing is a decline (spec §1.4). */
    private void count(Operation operation) {
        if (operation instanceof Operation.Launch launch) {
            state.counters()
                    .count(
                            launch.tasks().isEmpty()
                                    ? "messages_decline_offers"
                                    : "messages_launch_tasks");
        }
    }

    /** Runs one operation; an invalid one changes nothing and the next still runs. */
    private Resources run(Operation operation, Target target) {
        return switch (operation) {
            case Operation.Launch launch -> launches.launch(launch, target);
            case Operation.LaunchGroup group -> launches.launchGroup(group, target);
            case Operation.Convert convert -> {
                drop(
                        target.framework(),
                        convert.id(),
                        "Operation " + convert.kind() + " is not supported by this master");
                yield target.available();
            }
            case Operation.Unsupported other -> {
                drop(
                        target.framework(),
                        other.id(),
                        "Operation " + other.name() + " is not supported by this master");
                yield target.available();
            }
            case Operation.Unknown ignored -> target.available();
        };
    }

    private void refuse(Framework framework, Accept call, String error) {
        state.outbox()
                .warn(
                        "framework="
                                + framework.id()
                                + " ACCEPT used invalid offers "
                                + call.offerIds()
                                + ": "
                                + error);
        for (String id : call.offerIds()) {
            Offer offer = state.offer(id);
            if (offer != null && offer.frameworkId().equals(framework.id())) {
                offers.discard(offer);
            }
        }
        call.operations().forEach(operation -> refuse(framework, operation, error));
    }

    private void refuse(Framework framework, Operation operation, String error) {
        switch (operation) {
            case Operation.Launch launch -> lose(framework, launch.tasks(), error);
            case Operation.LaunchGroup group -> lose(framework, group.tasks(), error);
            case Operation.Convert ignored -> dropInvalid(framework, operation.id(), error);
            case Operation.Unsupported ignored -> dropInvalid(framework, operation.id(), error);
            case Operation.Unknown ignored -> dropInvalid(framework, operation.id(), error);
        }
    }

    private void dropInvalid(Framework framework, @Nullable String id, String error) {
        drop(framework, id, "Operation attempted with invalid offers: " + error);
    }

    private void lose(Framework framework, List<TaskSpec> tasks, String error) {
        TaskState lost = framework.partitionAware() ? TaskState.TASK_DROPPED : TaskState.TASK_LOST;
        for (TaskSpec task : tasks) {
            launches.refuse(
                    framework,
                    task.id(),
                    lost,
                    new Launches.Refusal(
                            StatusReason.REASON_INVALID_OFFERS,
                            "Task launched with invalid offers: " + error,
                            Where.on(task.agentId(), Launches.executorId(task), state.now())));
        }
    }

    /** An operation without an id is dropped silently: nobody asked to hear of it. */
    private void drop(Framework framework, @Nullable String id, String why) {
        if (id != null) {
            state.outbox()
                    .event(
                            framework,
                            new SchedulerEvent.UpdateOperation(
                                    new OperationStatus(
                                            id,
                                            OperationStatus.State.OPERATION_ERROR,
                                            why,
                                            null,
                                            null)));
        }
        state.outbox().warn("framework=" + framework.id() + " operation dropped: " + why);
    }
}

package io.mesocosm.master.core;

import io.mesocosm.master.core.agent.Admission;
import io.mesocosm.master.core.agent.Adoption;
import io.mesocosm.master.core.agent.AgentMessages;
import io.mesocosm.master.core.agent.AgentRemoval;
import io.mesocosm.master.core.agent.Disconnections;
import io.mesocosm.master.core.agent.Drains;
import io.mesocosm.master.core.agent.Kills;
import io.mesocosm.master.core.agent.Pings;
import io.mesocosm.master.core.agent.Returns;
import io.mesocosm.master.core.agent.Unreachability;
import io.mesocosm.master.core.effect.Outcome;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.framework.FrameworkRemoval;
import io.mesocosm.master.core.framework.Frameworks;
import io.mesocosm.master.core.framework.SchedulerCalls;
import io.mesocosm.master.core.framework.Subscriptions;
import io.mesocosm.master.core.input.AgentMessage;
import io.mesocosm.master.core.input.Input;
import io.mesocosm.master.core.input.OperatorCall;
import io.mesocosm.master.core.input.OperatorCall.TeardownFramework;
import io.mesocosm.master.core.input.RegistryResult;
import io.mesocosm.master.core.input.SchedulerCall;
import io.mesocosm.master.core.input.StreamClosed;
import io.mesocosm.master.core.input.Tick;
import io.mesocosm.master.core.offer.Acceptance;
import io.mesocosm.master.core.offer.Allocation;
import io.mesocosm.master.core.offer.DrfAllocation;
import io.mesocosm.master.core.offer.Offers;
import io.mesocosm.master.core.registry.Transactions;
import io.mesocosm.master.core.role.Quotas;
import io.mesocosm.master.core.role.Weights;
import io.mesocosm.master.core.state.Ledger;
import io.mesocosm.master.core.state.MasterState;
import io.mesocosm.master.core.task.Launches;
import io.mesocosm.master.core.task.Reconciliation;
import io.mesocosm.master.core.task.StatusUpdates;
import io.mesocosm.master.core.task.Tasks;

/** The one place where every input finds its noun: an exhaustive switch that delegates. */
final class MasterStep {
    private final MasterState state;
    private final Offers offers;
    private final Frameworks frameworks;
    private final FrameworkRemoval frameworkRemoval;
    private final SchedulerCalls schedulerCalls;
    private final AgentMessages agentMessages;
    private final Unreachability unreachability;
    private final Drains drains;
    private final Weights weights;
    private final Quotas quotas;
    private final Transactions transactions;
    private boolean intervalPassed;

    MasterStep(MasterState state) {
        this.state = state;
        Ledger ledger = new Ledger(state);
        Allocation allocation = new DrfAllocation(state);
        transactions = new Transactions(state);
        offers = new Offers(state, ledger, allocation);
        weights = new Weights(state, offers, allocation, transactions);
        quotas = new Quotas(state, offers, allocation, transactions);
        Tasks tasks = new Tasks(state, ledger, allocation);
        StatusUpdates updates = new StatusUpdates(state, tasks);
        Reconciliation reconciliation = new Reconciliation(state, ledger, tasks);
        Kills kills = new Kills(state, ledger, reconciliation);
        frameworkRemoval = new FrameworkRemoval(state, ledger, offers, allocation, tasks);
        frameworks = new Frameworks(state, ledger, offers, allocation, frameworkRemoval);
        Subscriptions subscriptions =
                new Subscriptions(state, ledger, offers, allocation, frameworks);
        Launches launches = new Launches(state, ledger, tasks);
        Acceptance acceptance = new Acceptance(state, offers, allocation, launches);
        schedulerCalls =
                new SchedulerCalls(
                        new SchedulerCalls.Nouns(
                                state,
                                subscriptions,
                                frameworks,
                                frameworkRemoval,
                                offers,
                                acceptance,
                                kills,
                                updates,
                                reconciliation));
        AgentRemoval removal = new AgentRemoval(state, ledger, offers, allocation, tasks);
        unreachability = new Unreachability(state, transactions, removal);
        drains = new Drains(state, ledger, offers, transactions, unreachability);
        Pings pings = new Pings(state, unreachability);
        Admission admission =
                new Admission(state, ledger, allocation, transactions, pings)
                        .replacing(unreachability);
        Adoption adoption =
                new Adoption(
                        new Adoption.Nouns(state, ledger, allocation, tasks, frameworks, kills));
        Returns returns =
                new Returns(
                        new Returns.Nouns(
                                state,
                                ledger,
                                offers,
                                allocation,
                                transactions,
                                admission,
                                pings,
                                adoption,
                                drains));
        agentMessages =
                new AgentMessages(
                        new AgentMessages.Nouns(
                                state,
                                ledger,
                                offers,
                                allocation,
                                tasks,
                                updates,
                                admission,
                                returns,
                                new Disconnections(state, ledger, offers, allocation, tasks),
                                unreachability,
                                pings));
    }

    /** Sets the timers that run from the start. */
    void start() {
        unreachability.markRecoveredLater();
        unreachability.prune();
        nextInterval();
    }

    private void nextInterval() {
        state.timers()
                .at(
                        state.now().plus(state.config().allocationInterval()),
                        () -> {
                            intervalPassed = true;
                            nextInterval();
                        });
    }

    void take(Input input) {
        switch (input) {
            case SchedulerCall call -> schedulerCalls.take(call);
            case StreamClosed closed -> frameworks.streamClosed(closed.stream());
            case AgentMessage message -> agentMessages.take(message);
            case OperatorCall call -> take(call);
            case RegistryResult result -> transactions.result(result);
            case Tick ignored -> {
                // Timers run with every step.
            }
        }
    }

    private void take(OperatorCall call) {
        switch (call) {
            case TeardownFramework teardown -> teardown(teardown);
            case OperatorCall.MarkAgentGone gone -> unreachability.markGone(gone);
            case OperatorCall.DeactivateAgent deactivate -> drains.deactivate(deactivate);
            case OperatorCall.DrainAgent drain -> drains.drain(drain);
            case OperatorCall.ReactivateAgent reactivate -> drains.reactivate(reactivate);
            case OperatorCall.UpdateWeights update -> weights.update(update);
            case OperatorCall.UpdateQuota update -> quotas.update(update);
            case OperatorCall.SetQuota set -> quotas.set(set);
            case OperatorCall.RemoveQuota remove -> quotas.remove(remove);
        }
    }

    private void teardown(TeardownFramework call) {
        Framework framework = state.framework(call.frameworkId());
        if (framework == null) {
            state.outbox()
                    .reply(
                            call.call(),
                            new Outcome.BadRequest("No framework found with specified ID"));
            return;
        }
        frameworkRemoval.remove(framework);
        state.outbox().reply(call.call(), new Outcome.Ok());
    }

    /** The end of a batch: one allocation and one registry transaction for all of it. */
    void finish() {
        offers.make(intervalPassed);
        intervalPassed = false;
        drains.settle();
        transactions.flush();
    }
}

package io.mesocosm.master.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.allocator.OfferConstraints;
import io.mesocosm.master.core.effect.AgentCommand;
import io.mesocosm.master.core.effect.OperatorEvent;
import io.mesocosm.master.core.effect.Outcome;
import io.mesocosm.master.core.effect.SchedulerEvent;
import io.mesocosm.master.core.framework.Capability;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.framework.FrameworkSpec;
import io.mesocosm.master.core.framework.OfferConstraintsSpec;
import io.mesocosm.master.core.framework.OfferFiltersSpec;
import io.mesocosm.master.core.input.CallHandle;
import io.mesocosm.master.core.input.SchedulerCall;
import io.mesocosm.master.core.input.StreamHandle;
import io.mesocosm.master.core.task.Task;
import io.mesocosm.master.core.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Spec §1.1: who may subscribe, on which stream, and what happens when the stream breaks. */
class SubscriptionTest {
    private static final OfferConstraintsSpec UNUSABLE =
            new OfferConstraintsSpec(OfferConstraints.NONE, "no regex", Payload.EMPTY);

    private final MasterFixture master = new MasterFixture();

    @Test
    void answersSubscribedThenAHeartbeatAtOnceThenEveryFifteenSeconds() {
        FakeFramework framework = master.framework().subscribe();

        assertThat(framework.outcome()).isEqualTo(new Outcome.StreamOpened());
        assertThat(framework.events())
                .containsExactly(
                        new SchedulerEvent.Subscribed("m-0000", 15.0),
                        new SchedulerEvent.Heartbeat());
        master.pass(Duration.ofSeconds(46));
        assertThat(framework.events(SchedulerEvent.Heartbeat.class)).hasSize(4);
    }

    @Test
    void numbersFrameworksWithFourDigits() {
        master.framework().subscribe();
        assertThat(master.framework().subscribe().id()).isEqualTo("m-0001");
    }

    @Test
    void acceptsAnIdOfTheClientsChoice() {
        FakeFramework framework = master.framework().with(s -> s.withId("mine")).subscribe();
        assertThat(framework.events(SchedulerEvent.Subscribed.class))
                .extracting(SchedulerEvent.Subscribed::frameworkId)
                .containsExactly("mine");
    }

    @Test
    void anEmptyIdCountsAsNone() {
        FakeFramework framework = master.framework().with(s -> s.withId("")).subscribe("");
        assertThat(framework.id()).isEqualTo("m-0000");
    }

    @Test
    void refusesACallWhoseTwoIdsDiffer() {
        FakeFramework framework = master.framework().with(s -> s.withId("mine"));
        framework.subscribe("other");
        assertThat(framework.outcome())
                .isEqualTo(
                        new Outcome.BadRequest(
                                "Failed to validate scheduler::Call: 'framework_id' differs from"
                                        + " 'subscribe.framework_info.id'"));
    }

    @Test
    void refusesAStreamIdOnSubscribe() {
        CallHandle call = master.newCall();
        StreamHandle stream = master.newStream(master.framework());
        master.step(
                new SchedulerCall.Subscribe(
                        call,
                        stream,
                        "new",
                        "old",
                        null,
                        null,
                        Samples.framework(),
                        Set.of(),
                        OfferConstraintsSpec.NONE));
        assertThat(master.outcome(call))
                .isEqualTo(
                        new Outcome.BadRequest(
                                "Subscribe calls should not include the 'Mesos-Stream-Id' header"));
    }

    static Stream<Arguments> refusals() {
        Function<FrameworkSpec, FrameworkSpec> single = s -> Samples.capable(s, Set.of());
        return Stream.of(
                refusal(
                        s -> Samples.inRoles(s, "a//b"),
                        "'FrameworkInfo.roles' contains invalid role: Role 'a//b' cannot contain"
                                + " two adjacent slashes"),
                refusal(
                        s -> Samples.inRoles(s, "a", "a"),
                        "'FrameworkInfo.roles' contains duplicate items: { a }"),
                refusal(
                        single,
                        "'FrameworkInfo.roles' must not be set when the framework is not"
                                + " MULTI_ROLE capable"),
                refusal(
                        s -> Samples.inOldRole(s, "/a"),
                        "'FrameworkInfo.role' is not a valid role: Role '/a' cannot start with a"
                                + " slash"),
                refusal(s -> s.withId("a/b"), "'a/b' contains invalid characters"),
                refusal(s -> s.withId(".."), "'..' is disallowed"),
                refusal(
                        s -> Samples.checkpointing(s, true, 1e30),
                        "The framework failover_timeout (1e+30) is invalid"));
    }

    private static Arguments refusal(Function<FrameworkSpec, FrameworkSpec> change, String text) {
        return Arguments.of(change, text);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusesWithAnErrorEventAndClosesTheStream(
            Function<FrameworkSpec, FrameworkSpec> change, String text) {
        FakeFramework framework = master.framework().with(change).subscribe();

        assertThat(framework.outcome()).isEqualTo(new Outcome.StreamOpened());
        assertThat(framework.events()).containsExactly(new SchedulerEvent.Failed(text));
        assertThat(framework.connected()).isFalse();
        assertThat(master.snapshot().frameworks().size()).isZero();
    }

    @Test
    void acceptsANegativeFailoverTimeoutAsNone() {
        FakeFramework framework =
                master.framework().with(s -> Samples.checkpointing(s, true, -1)).subscribe();
        assertThat(framework.connected()).isTrue();
        framework.disconnect();
        assertThat(master.snapshot().completedFrameworks()).hasSize(1);
    }

    @Test
    void refusesSuppressedRolesThatAreNotSubscribed() {
        FakeFramework framework = master.framework().suppressing("other").subscribe();
        assertThat(framework.events())
                .containsExactly(
                        new SchedulerEvent.Failed(
                                "Suppressed roles { other } are not contained in the set of"
                                        + " roles"));
    }

    @Test
    void refusesConstraintsForARoleThatIsNotSubscribed() {
        OfferConstraintsSpec foreign =
                new OfferConstraintsSpec(
                        new OfferConstraints(Map.of("other", List.of())), null, Payload.EMPTY);
        FakeFramework framework = master.framework().constrained(foreign).subscribe();
        assertThat(framework.events())
                .containsExactly(
                        new SchedulerEvent.Failed(
                                "Offer constraints specify `role_constraints` for a role 'other"
                                        + "'not contained in the set of roles"));
    }

    @Test
    void refusesConstraintsThatCannotBeUsed() {
        FakeFramework framework = master.framework().constrained(UNUSABLE).subscribe();
        assertThat(framework.events())
                .containsExactly(
                        new SchedulerEvent.Failed("Offer constraints are not valid: no regex"));
    }

    @Test
    void refusesMinimumsThatCannotBeUsed() {
        FakeFramework framework =
                master.framework()
                        .with(
                                s ->
                                        Samples.filtered(
                                                s, new OfferFiltersSpec(Map.of(), "no quantity")))
                        .subscribe();
        assertThat(framework.events()).containsExactly(new SchedulerEvent.Failed("no quantity"));
    }

    @Test
    void refusesRootWithoutRootSubmissions() {
        MasterFixture strict = new MasterFixture(Configs.noRootSubmissions());
        FakeFramework framework = strict.framework().with(s -> Samples.user(s, "root")).subscribe();
        assertThat(framework.events())
                .containsExactly(
                        new SchedulerEvent.Failed(
                                "User 'root' is not allowed to run frameworks without"
                                        + " --root_submissions set"));
    }

    @Test
    void refusesRolesOutsideTheWhitelist() {
        MasterFixture strict = new MasterFixture(Configs.roles("eng"));
        FakeFramework refused =
                strict.framework().with(s -> Samples.inRoles(s, "eng", "ops")).subscribe();
        assertThat(refused.events())
                .containsExactly(
                        new SchedulerEvent.Failed(
                                "Roles { ops } are not present in the master's --roles"));
        assertThat(strict.framework().with(s -> Samples.inRoles(s, "eng", "*")).subscribe())
                .matches(FakeFramework::connected);
    }

    @Test
    void aSecondSubscriptionFailsTheFirstOverAndDiscardsItsOffers() {
        master.agent("cpus:4;mem:1024").register();
        FakeFramework first = master.framework().subscribe();
        String offer = first.offer().id();
        FakeFramework second = master.framework().with(s -> s.withId(first.id())).subscribe();

        assertThat(first.events().getLast())
                .isEqualTo(new SchedulerEvent.Failed("Framework failed over"));
        assertThat(first.connected()).isFalse();
        assertThat(second.events().subList(0, 2))
                .containsExactly(
                        new SchedulerEvent.Subscribed(first.id(), 15.0),
                        new SchedulerEvent.Heartbeat());
        assertThat(second.offer().id()).isNotEqualTo(offer);
        assertThat(second.events(SchedulerEvent.Rescind.class)).isEmpty();
        assertThat(master.snapshot().frameworks().size()).isEqualTo(1);
    }

    @Test
    void keepsUserAndCheckpointWhenSubscribingAgain() {
        FakeFramework framework = master.framework().subscribe();
        framework.disconnect();
        framework.with(s -> Samples.user(Samples.checkpointing(s, false, 60), "other")).subscribe();

        Framework known = master.snapshot().frameworks().iterator().next();
        assertThat(known.spec().user()).isEqualTo("nobody");
        assertThat(known.spec().checkpoint()).isTrue();
        assertThat(known.reregistered()).isNotNull();
    }

    @Test
    void refusesAnotherPrincipalAndLeavesTheFrameworkAlone() {
        FakeFramework framework = master.framework().as("alice").subscribe();
        FakeFramework thief =
                master.framework().with(s -> s.withId(framework.id())).as("mallory").subscribe();

        assertThat(thief.events())
                .containsExactly(
                        new SchedulerEvent.Failed(
                                "Changing framework's principal is not allowed."));
        assertThat(framework.connected()).isTrue();
    }

    @Test
    void refusesAPrincipalThatIsNotTheCallers() {
        FakeFramework framework =
                master.framework().with(s -> s.withPrincipal("bob")).as("alice").subscribe();
        assertThat(framework.outcome())
                .isEqualTo(
                        new Outcome.BadRequest(
                                "Failed to validate scheduler::Call: Authenticated principal"
                                        + " 'alice' does not match principal 'bob' set in"
                                        + " `FrameworkInfo`"));
    }

    @Test
    void waitsForTheFailoverTimeoutBeforeRemovingAFramework() {
        FakeAgent agent = master.agent("cpus:4;mem:1024").register();
        FakeFramework framework = master.framework().subscribe();
        framework.launch(framework.offer(), Samples.task("t", agent.id(), "cpus:1;mem:128"));
        framework.disconnect();

        master.pass(Duration.ofSeconds(59));
        assertThat(master.snapshot().frameworks().size()).isEqualTo(1);
        master.pass(Duration.ofSeconds(2));
        assertThat(master.snapshot().frameworks().size()).isZero();
        assertThat(agent.commands(AgentCommand.ShutdownFramework.class))
                .containsExactly(new AgentCommand.ShutdownFramework(framework.id()));
        assertThat(master.snapshot().completedTasks())
                .extracting(Task::state)
                .containsExactly(TaskState.TASK_KILLED);
        framework.subscribe();
        assertThat(framework.events().getLast())
                .isEqualTo(new SchedulerEvent.Failed("Framework has been removed"));
    }

    @Test
    void aFrameworkThatIsBackInTimeIsNotRemovedByAnOldTimer() {
        FakeFramework framework = master.framework().subscribe();
        framework.disconnect();
        master.pass(Duration.ofSeconds(30));
        framework.subscribe();
        master.pass(Duration.ofSeconds(10));
        framework.disconnect();
        master.pass(Duration.ofSeconds(40));

        assertThat(master.snapshot().frameworks().size()).isEqualTo(1);
    }

    @Test
    void teardownEndsTheStreamWithoutAnErrorAndTheIdIsUnknownThen() {
        FakeFramework framework = master.framework().subscribe();
        assertThat(framework.call(SchedulerCall.Teardown::new)).isEqualTo(new Outcome.Accepted());

        assertThat(framework.events(SchedulerEvent.Failed.class)).isEmpty();
        assertThat(framework.connected()).isFalse();
        assertThat(framework.call(SchedulerCall.Request::new))
                .isEqualTo(new Outcome.BadRequest("Framework cannot be found"));
        assertThat(master.published())
                .hasAtLeastOneElementOfType(OperatorEvent.FrameworkRemoved.class);
    }

    @Test
    void anOperatorTearsDownKnownFrameworksOnly() {
        FakeFramework framework = master.framework().subscribe();
        assertThat(master.teardownByOperator("nobody"))
                .isEqualTo(new Outcome.BadRequest("No framework found with specified ID"));
        assertThat(master.teardownByOperator(framework.id())).isEqualTo(new Outcome.Ok());
        assertThat(framework.connected()).isFalse();
    }

    @Test
    void checksTheCallerInMesosOrder() {
        FakeFramework framework = master.framework().as("alice").subscribe();

        assertThat(framework.callAs(null, SchedulerCall.Request::new))
                .isEqualTo(
                        new Outcome.BadRequest(
                                "All non-subscribe calls should include the 'Mesos-Stream-Id'"
                                        + " header"));
        assertThat(framework.callAs("wrong", SchedulerCall.Request::new))
                .isEqualTo(
                        new Outcome.BadRequest(
                                "The stream ID 'wrong' included in this request didn't match the"
                                        + " stream ID currently associated with framework ID "
                                        + framework.id()));
        framework.as("bob");
        assertThat(framework.callAs("wrong", SchedulerCall.Request::new))
                .isEqualTo(
                        new Outcome.BadRequest(
                                "Authenticated principal 'bob' does not match principal 'alice'"
                                        + " set in `FrameworkInfo`"));
        framework.as("alice").disconnect();
        assertThat(framework.callAs(null, SchedulerCall.Request::new))
                .isEqualTo(new Outcome.Forbidden("Framework is not subscribed"));
    }

    @Test
    void keepsFiftyCompletedFrameworks() {
        for (int i = 0; i < 55; i++) {
            master.framework().subscribe().call(SchedulerCall.Teardown::new);
        }
        assertThat(master.snapshot().completedFrameworks()).hasSize(50);
        assertThat(master.snapshot().completedFrameworks().getFirst().id()).isEqualTo("m-0005");
    }

    @Test
    void updatesAFrameworkAndRescindsTheOffersOfRolesItLeft() {
        FakeAgent agent = master.agent("cpus:4;mem:1024").register();
        FakeFramework framework = master.framework().with(s -> Samples.inRoles(s, "a")).subscribe();
        framework.launch(framework.offer(), Samples.task("t", agent.id(), "cpus:1;mem:128"));
        master.pass(Duration.ofSeconds(7));
        String held = framework.offer().id();

        Outcome outcome = framework.call(c -> update(c, Samples.inRoles(framework.spec(), "b")));

        assertThat(outcome).isEqualTo(new Outcome.Ok());
        assertThat(framework.events(SchedulerEvent.Rescind.class))
                .containsExactly(new SchedulerEvent.Rescind(held));
        assertThat(agent.commands(AgentCommand.UpdateFramework.class)).hasSize(1);
        assertThat(framework.offer().role()).isEqualTo("b");
    }

    @Test
    void tellsAgentsAndOperatorsNothingWhenNothingChanged() {
        FakeAgent agent = master.agent("cpus:4;mem:1024").register();
        FakeFramework framework = master.framework().subscribe();
        framework.launch(framework.offer(), Samples.task("t", agent.id(), "cpus:1;mem:128"));

        int published = master.published().size();

        assertThat(framework.call(c -> update(c, framework.spec()))).isEqualTo(new Outcome.Ok());

        assertThat(agent.commands(AgentCommand.UpdateFramework.class)).isEmpty();
        assertThat(master.published()).hasSize(published);
    }

    @Test
    void tellsAgentsThatAFrameworkIsBackSoThatTheySendAgainWhatItMissed() {
        FakeAgent agent = master.agent("cpus:4;mem:1024").register();
        FakeFramework framework = master.framework().subscribe();
        framework.launch(framework.offer(), Samples.task("t", agent.id(), "cpus:1;mem:128"));
        FakeAgent idle = master.agent("cpus:1;mem:64").register();
        assertThat(agent.commands(AgentCommand.UpdateFramework.class)).isEmpty();

        framework.disconnect();
        framework.subscribe(framework.id());

        assertThat(agent.commands(AgentCommand.UpdateFramework.class)).hasSize(1);
        assertThat(idle.commands(AgentCommand.UpdateFramework.class)).isEmpty();
    }

    @Test
    void refusesToChangeWhatCannotChange() {
        FakeFramework framework = master.framework().subscribe();
        assertThat(framework.call(c -> update(c, Samples.user(framework.spec(), "other"))))
                .isEqualTo(
                        new Outcome.BadRequest(
                                "FrameworkInfo update is not valid: Updating"
                                        + " 'FrameworkInfo.user' is unsupported; attempted to update"
                                        + " from 'nobody' to 'other'"));
        assertThat(
                        framework.call(
                                c -> update(c, Samples.checkpointing(framework.spec(), false, 1))))
                .isInstanceOf(Outcome.BadRequest.class);
        assertThat(framework.call(c -> update(c, Samples.inRoles(framework.spec(), "a/"))))
                .isEqualTo(
                        new Outcome.BadRequest(
                                "Supplied FrameworkInfo is not valid: 'FrameworkInfo.roles'"
                                        + " contains invalid role: Role 'a/' cannot end with a"
                                        + " slash"));
        assertThat(
                        framework.call(
                                c ->
                                        new SchedulerCall.UpdateFramework(
                                                c, framework.spec(), Set.of(), UNUSABLE)))
                .isEqualTo(
                        new Outcome.BadRequest(
                                "'UpdateFramework' call is not valid: Offer constraints are not"
                                        + " valid: no regex"));
        assertThat(master.snapshot().frameworks().iterator().next().spec().roles())
                .containsExactly("*");
    }

    private static SchedulerCall update(
            io.mesocosm.master.core.input.CallContext context, FrameworkSpec spec) {
        return new SchedulerCall.UpdateFramework(
                context, spec, Set.of(), OfferConstraintsSpec.NONE);
    }

    @Test
    void tellsWhetherTheFrameworkUnderstandsAllocationInfo() {
        master.agent("cpus:4;mem:1024").register();
        FakeFramework old =
                master.framework()
                        .with(s -> Samples.inOldRole(s, "*"))
                        .capable(Capability.PARTITION_AWARE)
                        .subscribe();
        assertThat(old.events(SchedulerEvent.Offers.class))
                .singleElement()
                .matches(o -> !o.multiRole() && !o.refinement());
    }
}

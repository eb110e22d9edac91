package io.mesocosm.master.core;

import io.mesocosm.master.core.effect.Outcome;
import io.mesocosm.master.core.effect.SchedulerEvent;
import io.mesocosm.master.core.framework.Capability;
import io.mesocosm.master.core.framework.FrameworkSpec;
import io.mesocosm.master.core.framework.OfferConstraintsSpec;
import io.mesocosm.master.core.input.CallContext;
import io.mesocosm.master.core.input.CallHandle;
import io.mesocosm.master.core.input.SchedulerCall;
import io.mesocosm.master.core.input.StreamClosed;
import io.mesocosm.master.core.input.StreamHandle;
import io.mesocosm.master.core.offer.Offer;
import io.mesocosm.master.core.operation.Operation;
import io.mesocosm.master.core.task.TaskSpec;
import io.mesocosm.master.core.task.TaskState;
import io.mesocosm.master.core.task.TaskStatus;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler that remembers what it heard; offers it holds are those neither used nor rescinded.
 */
final class FakeFramework {
    private final MasterFixture master;
    private final List<SchedulerEvent> events = new ArrayList<>();
    private final Map<String, Offer> offers = new LinkedHashMap<>();
    private FrameworkSpec spec = Samples.framework();
    private Set<String> suppressed = Set.of();
    private OfferConstraintsSpec constraints = OfferConstraintsSpec.NONE;
    private @Nullable StreamHandle stream;
    private String streamId = "";
    private @Nullable String principal;
    private @Nullable Outcome lastOutcome;
    private int subscriptions;

    FakeFramework(MasterFixture master) {
        this.master = master;
    }

    FakeFramework with(Function<FrameworkSpec, FrameworkSpec> change) {
        spec = change.apply(spec);
        return this;
    }

    FakeFramework capable(Capability... capabilities) {
        Set<Capability> all = EnumSet.noneOf(Capability.class);
        all.addAll(spec.capabilities());
        all.addAll(List.of(capabilities));
        return with(s -> Samples.capable(s, all));
    }

    FakeFramework suppressing(String... roles) {
        suppressed = Set.of(roles);
        return this;
    }

    FakeFramework as(@Nullable String authenticated) {
        principal = authenticated;
        return this;
    }

    FakeFramework constrained(OfferConstraintsSpec wanted) {
        constraints = wanted;
        return this;
    }

    FakeFramework subscribe() {
        return subscribe(spec.id());
    }

    FakeFramework subscribe(@Nullable String callFrameworkId) {
        CallHandle call = master.newCall();
        StreamHandle opened = master.newStream(this);
        String newStreamId = "stream-" + opened.id() + '-' + subscriptions++;
        stream = opened;
        streamId = newStreamId;
        offers.clear();
        master.step(
                new SchedulerCall.Subscribe(
                        call,
                        opened,
                        newStreamId,
                        null,
                        principal,
                        callFrameworkId,
                        spec,
                        suppressed,
                        constraints));
        lastOutcome = master.outcome(call);
        return this;
    }

    /** The stream breaks. */
    FakeFramework disconnect() {
        StreamHandle broken = Objects.requireNonNull(stream);
        stream = null;
        offers.clear();
        master.step(new StreamClosed(broken));
        return this;
    }

    Outcome call(Function<CallContext, SchedulerCall> build) {
        return callAs(streamId, build);
    }

    Outcome callAs(@Nullable String usedStreamId, Function<CallContext, SchedulerCall> build) {
        CallHandle call = master.newCall();
        master.step(build.apply(new CallContext(call, id(), usedStreamId, principal)));
        Outcome outcome = master.outcome(call);
        lastOutcome = outcome;
        return outcome;
    }

    Outcome launch(Offer offer, TaskSpec... tasks) {
        return accept(offer, new Operation.Launch(null, List.of(tasks)));
    }

    Outcome accept(Offer offer, Operation... operations) {
        return accept(List.of(offer.id()), null, operations);
    }

    Outcome accept(List<String> offerIds, @Nullable Double refuseSeconds, Operation... operations) {
        offerIds.forEach(offers::remove);
        return call(c -> new SchedulerCall.Accept(c, offerIds, List.of(operations), refuseSeconds));
    }

    Outcome decline(Offer offer, @Nullable Double refuseSeconds) {
        offers.remove(offer.id());
        return call(c -> new SchedulerCall.Decline(c, List.of(offer.id()), refuseSeconds));
    }

    Outcome acknowledge(TaskStatus status) {
        return call(
                c ->
                        new SchedulerCall.Acknowledge(
                                c,
                                Objects.requireNonNull(status.agentId()),
                                status.taskId(),
                                Objects.requireNonNull(status.uuid())));
    }

    void acknowledgeAll() {
        for (TaskStatus status : List.copyOf(updates())) {
            if (status.uuid() != null) {
                acknowledge(status);
            }
        }
    }

    void heard(StreamHandle on, SchedulerEvent event) {
        if (!on.equals(stream) && !(event instanceof SchedulerEvent.Failed)) {
            throw new AssertionError(event + " on a stream that is not the present one");
        }
        events.add(event);
        switch (event) {
            case SchedulerEvent.Subscribed subscribed ->
                    spec = spec.withId(subscribed.frameworkId());
            case SchedulerEvent.Offers made ->
                    made.offers().forEach(o -> offers.put(o.offer().id(), o.offer()));
            case SchedulerEvent.Rescind rescind -> offers.remove(rescind.offerId());
            default -> {
                // Read by the tests.
            }
        }
    }

    void closed(StreamHandle ended) {
        if (ended.equals(stream)) {
            stream = null;
            offers.clear();
        }
    }

    String id() {
        return Objects.requireNonNull(spec.id(), "The framework is not subscribed");
    }

    FrameworkSpec spec() {
        return spec;
    }

    boolean connected() {
        return stream != null;
    }

    Outcome outcome() {
        return Objects.requireNonNull(lastOutcome);
    }

    List<Offer> offers() {
        return List.copyOf(offers.values());
    }

    Offer offer() {
        if (offers.size() != 1) {
            throw new AssertionError("Expected one offer, have " + offers.values());
        }
        return offers.values().iterator().next();
    }

    List<SchedulerEvent> events() {
        return List.copyOf(events);
    }

    <E extends SchedulerEvent> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    List<TaskStatus> updates() {
        return events(SchedulerEvent.Update.class).stream()
                .map(SchedulerEvent.Update::status)
                .toList();
    }

    List<TaskState> states() {
        return updates().stream().map(TaskStatus::state).toList();
    }

    TaskStatus lastUpdate() {
        return updates().getLast();
    }

    void forgetEvents() {
        events.clear();
    }
}

package io.mesocosm.master.core;

import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.effect.Effect;
import io.mesocosm.master.core.effect.Effects;
import io.mesocosm.master.core.effect.OperatorEvent;
import io.mesocosm.master.core.effect.Outcome;
import io.mesocosm.master.core.input.CallHandle;
import io.mesocosm.master.core.input.Input;
import io.mesocosm.master.core.input.LinkHandle;
import io.mesocosm.master.core.input.OperatorCall;
import io.mesocosm.master.core.input.OperatorCall.TeardownFramework;
import io.mesocosm.master.core.input.RegistryResult.RegistryCommitted;
import io.mesocosm.master.core.input.RegistryResult.RegistryFailed;
import io.mesocosm.master.core.input.StreamHandle;
import io.mesocosm.master.core.input.Tick;
import io.mesocosm.master.core.registry.RegistryChange;
import io.mesocosm.master.core.registry.RegistryContent;
import io.mesocosm.master.core.snapshot.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A master in virtual time with a registry that commits at once (unless held back), and fake agents
 * and frameworks that speak to it.
 */
final class MasterFixture {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Master master;
    private final Map<StreamHandle, FakeFramework> streams = new HashMap<>();
    private final Map<LinkHandle, FakeAgent> links = new HashMap<>();
    private final Map<CallHandle, Outcome> outcomes = new HashMap<>();
    private final Deque<Effect.CommitRegistry> commits = new ArrayDeque<>();
    private final List<RegistryChange> committed = new ArrayList<>();
    private final List<OperatorEvent> published = new ArrayList<>();
    private final List<Effect> history = new ArrayList<>();
    private boolean registryHeld;
    private Instant now = START;
    private @Nullable Instant wakeAt;
    private @Nullable String steppedDown;
    private long handles;

    MasterFixture() {
        this(MasterConfig.defaults("m"));
    }

    MasterFixture(MasterConfig config) {
        this(config, RegistryContent.EMPTY);
    }

    MasterFixture(MasterConfig config, RegistryContent registry) {
        master = new Master(config, registry, START);
        step(new Tick());
    }

    FakeFramework framework() {
        return new FakeFramework(this);
    }

    FakeAgent agent(String resources) {
        return new FakeAgent(this, resources, "10.0.0." + (links.size() + 1) + ":5051");
    }

    void step(Input... inputs) {
        Effects effects = master.step(List.of(inputs), now);
        wakeAt = effects.wakeAt();
        effects.all().forEach(this::carryOut);
        if (!registryHeld) {
            releaseRegistry();
        }
    }

    private void carryOut(Effect effect) {
        history.add(effect);
        switch (effect) {
            case Effect.Reply reply -> outcomes.put(reply.call(), reply.outcome());
            case Effect.SendEvent event -> {
                FakeFramework framework = streams.get(event.stream());
                if (framework != null) {
                    framework.heard(event.stream(), event.event());
                }
            }
            case Effect.CloseStream close -> {
                FakeFramework framework = streams.get(close.stream());
                if (framework != null) {
                    framework.closed(close.stream());
                }
            }
            case Effect.SendToAgent send -> {
                FakeAgent agent = links.get(send.link());
                if (agent != null) {
                    agent.heard(send.link(), send.command());
                }
            }
            case Effect.CloseLink close -> {
                FakeAgent agent = links.get(close.link());
                if (agent != null) {
                    agent.closed(close.link());
                }
            }
            case Effect.CommitRegistry commit -> commits.add(commit);
            case Effect.PublishOperatorEvent event -> published.add(event.event());
            case Effect.LogDecision ignored -> {
                // Kept in the history.
            }
            case Effect.StepDown down -> steppedDown = down.reason();
        }
    }

    /** Lets virtual time pass, waking the master whenever it asked for it. */
    MasterFixture pass(Duration duration) {
        Instant end = now.plus(duration);
        while (wakeAt != null && !wakeAt.isAfter(end)) {
            now = wakeAt.isAfter(now) ? wakeAt : now;
            step(new Tick());
        }
        now = end;
        step(new Tick());
        return this;
    }

    void holdRegistry() {
        registryHeld = true;
    }

    void releaseRegistry() {
        registryHeld = false;
        while (!commits.isEmpty()) {
            Effect.CommitRegistry commit = commits.removeFirst();
            committed.addAll(commit.changes());
            step(new RegistryCommitted(commit.transaction()));
        }
    }

    void failRegistry() {
        while (!commits.isEmpty()) {
            step(new RegistryFailed(commits.removeFirst().transaction(), "disk full"));
        }
    }

    Outcome teardownByOperator(String frameworkId) {
        CallHandle call = newCall();
        step(new TeardownFramework(call, frameworkId));
        return outcome(call);
    }

    /** What the master answers an operator. */
    Outcome ask(Function<CallHandle, OperatorCall> build) {
        CallHandle call = newCall();
        step(build.apply(call));
        return outcome(call);
    }

    /** The one agent there is, as the master has it. */
    Agent theAgent() {
        Iterator<Agent> agents = snapshot().agents().iterator();
        Agent only = agents.next();
        if (agents.hasNext()) {
            throw new AssertionError("There are several agents");
        }
        return only;
    }

    CallHandle newCall() {
        return new CallHandle(handles++);
    }

    StreamHandle newStream(FakeFramework framework) {
        StreamHandle stream = new StreamHandle(handles++);
        streams.put(stream, framework);
        return stream;
    }

    LinkHandle newLink(FakeAgent agent) {
        LinkHandle link = new LinkHandle(handles++);
        links.put(link, agent);
        return link;
    }

    Outcome outcome(CallHandle call) {
        Outcome outcome = outcomes.get(call);
        if (outcome == null) {
            throw new AssertionError("The call was not answered");
        }
        return outcome;
    }

    boolean isAnswered(CallHandle call) {
        return outcomes.containsKey(call);
    }

    Snapshot snapshot() {
        return master.snapshot();
    }

    Instant now() {
        return now;
    }

    List<RegistryChange> committed() {
        return committed;
    }

    List<OperatorEvent> published() {
        return published;
    }

    List<Effect> history() {
        return history;
    }

    @Nullable String steppedDown() {
        return steppedDown;
    }
}

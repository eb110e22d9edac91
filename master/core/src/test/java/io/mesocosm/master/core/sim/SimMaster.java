package io.mesocosm.master.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.master.core.Master;
import io.mesocosm.master.core.MasterConfig;
import io.mesocosm.master.core.agent.AgentSpec;
import io.mesocosm.master.core.agent.Deactivation;
import io.mesocosm.master.core.effect.Effect;
import io.mesocosm.master.core.effect.Effects;
import io.mesocosm.master.core.input.CallHandle;
import io.mesocosm.master.core.input.Input;
import io.mesocosm.master.core.input.LinkHandle;
import io.mesocosm.master.core.input.OperatorCall;
import io.mesocosm.master.core.input.RegistryResult.RegistryCommitted;
import io.mesocosm.master.core.input.StreamHandle;
import io.mesocosm.master.core.input.Tick;
import io.mesocosm.master.core.registry.RegistryChange;
import io.mesocosm.master.core.registry.RegistryContent;
import io.mesocosm.master.core.snapshot.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The place where masters lead one after the other over one durable registry. */
final class SimMaster {
    private final World world;
    private final Map<String, AgentSpec> admitted = new HashMap<>();
    private final Set<CallHandle> asked = new HashSet<>();
    private final Map<String, Instant> unreachable = new HashMap<>();
    private final Map<String, Deactivation> deactivated = new HashMap<>();
    private final Map<LinkHandle, SimAgent> links = new HashMap<>();
    private final Map<StreamHandle, SimFramework> streams = new HashMap<>();
    private final Map<CallHandle, SimFramework> calls = new HashMap<>();
    private final List<Step> steps = new ArrayList<>();
    private List<Input> batch = new ArrayList<>();
    private Master master;
    private int term;
    private long handles;

    /** What a master was given and what it wanted, for the replay. */
    record Step(List<Input> batch, Instant at, Effects effects) {}

    SimMaster(World world) {
        this.world = world;
        this.master = elect();
    }

    private Master elect() {
        term++;
        steps.clear();
        Master elected = new Master(config(), registry(), world.now());
        world.in(world.between(0, 1), () -> give(new Tick()));
        return elected;
    }

    MasterConfig config() {
        return MasterConfig.defaults("m" + term);
    }

    RegistryContent registry() {
        return new RegistryContent(
                admitted, unreachable, Map.of(), deactivated, Map.of(), Map.of());
    }

    /** The leader dies; another takes over with what the registry holds. */
    void failOver() {
        List<SimAgent> agents = List.copyOf(links.values());
        List<SimFramework> frameworks = List.copyOf(streams.values());
        links.clear();
        streams.clear();
        calls.clear();
        asked.clear();
        batch = new ArrayList<>();
        master = elect();
        agents.forEach(SimAgent::linkBroke);
        frameworks.forEach(SimFramework::streamBroke);
    }

    int term() {
        return term;
    }

    LinkHandle open(SimAgent agent) {
        LinkHandle link = new LinkHandle(handles++);
        links.put(link, agent);
        return link;
    }

    void forget(LinkHandle link) {
        links.remove(link);
    }

    StreamHandle open(SimFramework framework) {
        StreamHandle stream = new StreamHandle(handles++);
        streams.put(stream, framework);
        return stream;
    }

    void forget(StreamHandle stream) {
        streams.remove(stream);
    }

    void ask(Function<CallHandle, OperatorCall> build) {
        CallHandle call = new CallHandle(handles++);
        asked.add(call);
        give(build.apply(call));
    }

    CallHandle call(SimFramework framework) {
        CallHandle call = new CallHandle(handles++);
        calls.put(call, framework);
        return call;
    }

    /** Inputs of one instant make one batch. */
    void give(Input input) {
        if (batch.isEmpty()) {
            int given = term;
            world.in(
                    world.between(0, 1),
                    () -> {
                        if (given == term) {
                            step();
                        }
                    });
        }
        batch.add(input);
    }

    private void step() {
        List<Input> taken = List.copyOf(batch);
        batch = new ArrayList<>();
        Effects effects = master.step(taken, world.now());
        steps.add(new Step(taken, world.now(), effects));
        Checks.check(master.snapshot());
        effects.all().forEach(this::carryOut);
        Instant wakeAt = effects.wakeAt();
        int given = term;
        if (wakeAt != null) {
            world.at(
                    wakeAt,
                    () -> {
                        if (given == term) {
                            give(new Tick());
                        }
                    });
        }
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.Reply reply -> {
                boolean known = calls.remove(reply.call()) != null || asked.remove(reply.call());
                assertThat(known).as("every call is answered once").isTrue();
            }
            case Effect.SendEvent sent -> {
                SimFramework framework = streams.get(sent.stream());
                if (framework != null) {
                    framework.deliver(sent.stream(), sent.event());
                }
            }
            case Effect.CloseStream close -> {
                SimFramework framework = streams.remove(close.stream());
                if (framework != null) {
                    framework.close(close.stream());
                }
            }
            case Effect.SendToAgent sent -> {
                SimAgent agent = links.get(sent.link());
                if (agent != null) {
                    agent.deliver(sent.link(), sent.command());
                }
            }
            case Effect.CloseLink close -> {
                SimAgent agent = links.remove(close.link());
                if (agent != null) {
                    agent.close(close.link());
                }
            }
            case Effect.CommitRegistry commit -> commit(commit);
            case Effect.StepDown down -> throw new AssertionError(down.reason());
            case Effect.PublishOperatorEvent ignored -> {}
            case Effect.LogDecision ignored -> {}
        }
    }

    private void commit(Effect.CommitRegistry commit) {
        int given = term;
        world.in(
                world.between(5, 5),
                () -> {
                    if (given == term) {
                        commit.changes().forEach(this::store);
                        give(new RegistryCommitted(commit.transaction()));
                    }
                });
    }

    private void store(RegistryChange change) {
        switch (change) {
            case RegistryChange.AdmitAgent admit -> admitted.put(admit.agentId(), admit.agent());
            case RegistryChange.UpdateAgent update ->
                    admitted.put(update.agentId(), update.agent());
            case RegistryChange.MarkReachable back -> {
                unreachable.remove(back.agentId());
                admitted.put(back.agentId(), back.agent());
            }
            case RegistryChange.MarkUnreachable away -> {
                admitted.remove(away.agentId());
                unreachable.put(away.agentId(), away.since());
            }
            case RegistryChange.RemoveAgent removed -> {
                admitted.remove(removed.agentId());
                deactivated.remove(removed.agentId());
            }
            case RegistryChange.MarkGone gone -> {
                admitted.remove(gone.agentId());
                deactivated.remove(gone.agentId());
            }
            case RegistryChange.Prune prune -> {
                unreachable.remove(prune.agentId());
                deactivated.remove(prune.agentId());
            }
            case RegistryChange.Deactivate(String id, var drain) ->
                    deactivated.put(id, new Deactivation(drain, null));
            case RegistryChange.SetWeights ignored -> throw new AssertionError("nobody asked");
            case RegistryChange.SetQuotas ignored -> throw new AssertionError("nobody asked");
            case RegistryChange.Reactivate back -> deactivated.remove(back.agentId());
        }
    }

    Snapshot snapshot() {
        return master.snapshot();
    }

    List<Step> steps() {
        return steps;
    }
}

package io.mesocosm.master.core.agent;

import io.mesocosm.master.core.effect.AgentCommand;
import io.mesocosm.master.core.input.AgentMessage.Pong;
import io.mesocosm.master.core.state.MasterState;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Pings every agent at its interval; one that misses too many in a row is marked unreachable,
 * unless it answers while it waits for the removal rate limit (spec §8).
 */
public final class Pings {
    private final MasterState state;
    private final Unreachability unreachability;
    private final Map<String, Watch> watches = new HashMap<>();
    private long generations;

    public Pings(MasterState state, Unreachability unreachability) {
        this.state = state;
        this.unreachability = unreachability;
    }

    /** Starts over for an agent that was added or came back: the first ping goes out at once. */
    public void watch(String agentId) {
        long generation = generations++;
        watches.put(agentId, new Watch(generation, 0, 0, false, false));
        tick(agentId, generation);
    }

    private void tick(String agentId, long generation) {
        Watch watch = watches.get(agentId);
        Agent agent = state.agent(agentId);
        if (watch == null || watch.generation != generation) {
            return;
        }
        if (agent == null) {
            watches.remove(agentId);
            return;
        }
        Watch missed = watch.waiting ? watch.missed() : watch;
        Watch asked = missed.asking();
        watches.put(agentId, asked);
        state.outbox().command(agent, new AgentCommand.Ping(asked.sequence, agent.connected()));
        if (asked.misses >= state.config().maxAgentPingTimeouts() && !asked.scheduled) {
            schedule(agent, asked);
        }
        state.timers()
                .at(
                        state.now().plus(state.config().agentPingTimeout()),
                        () -> tick(agentId, generation));
    }

    private void schedule(Agent agent, Watch watch) {
        watches.put(agent.id(), watch.scheduling());
        state.counters().count("slave_unreachable_scheduled");
        Instant at = unreachability.permit();
        state.outbox().warn("agent=" + agent.id() + " missed its pings, unreachable at " + at);
        state.timers().at(at, () -> markUnreachable(agent.id(), watch.generation));
    }

    private void markUnreachable(String agentId, long generation) {
        Watch watch = watches.get(agentId);
        Agent agent = state.agent(agentId);
        if (watch == null || watch.generation != generation || !watch.scheduled || agent == null) {
            return;
        }
        watches.remove(agentId);
        unreachability.mark(agent, "health check timed out");
    }

    /** An answer clears all misses and takes back a removal that waits for its permit. */
    public void pong(Agent agent, Pong pong) {
        Watch watch = watches.get(agent.id());
        if (watch == null || pong.sequence() > watch.sequence) {
            return;
        }
        if (watch.scheduled) {
            state.counters().count("slave_unreachable_canceled");
            state.outbox().info("agent=" + agent.id() + " answers again, stays");
        }
        watches.put(agent.id(), new Watch(watch.generation, watch.sequence, 0, false, false));
    }

    private record Watch(
            long generation, long sequence, int misses, boolean waiting, boolean scheduled) {
        Watch missed() {
            return new Watch(generation, sequence, misses + 1, waiting, scheduled);
        }

        Watch asking() {
            return new Watch(generation, sequence + 1, misses, true, scheduled);
        }

        Watch scheduling() {
            return new Watch(generation, sequence, misses, waiting, true);
        }
    }
}

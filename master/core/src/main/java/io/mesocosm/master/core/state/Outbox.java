package io.mesocosm.master.core.state;

import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.effect.AgentCommand;
import io.mesocosm.master.core.effect.Effect;
import io.mesocosm.master.core.effect.OperatorEvent;
import io.mesocosm.master.core.effect.Outcome;
import io.mesocosm.master.core.effect.SchedulerEvent;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.input.CallHandle;
import io.mesocosm.master.core.input.LinkHandle;
import io.mesocosm.master.core.input.StreamHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The effects of the present step, in order; owned by the writer's thread. */
public final class Outbox {
    private final CounterTable counters;
    private List<Effect> effects = new ArrayList<>();

    Outbox(CounterTable counters) {
        this.counters = counters;
    }

    public void add(Effect effect) {
        effects.add(effect);
    }

    public void reply(CallHandle call, Outcome outcome) {
        effects.add(new Effect.Reply(call, outcome));
    }

    public void accepted(CallHandle call) {
        reply(call, new Outcome.Accepted());
    }

    /** Sends to a framework that is connected; events for others are dropped (spec §1.1). */
    public boolean event(Framework framework, SchedulerEvent event) {
        StreamHandle stream = framework.stream();
        if (stream == null) {
            return false;
        }
        counters.count(framework.id(), "events");
        counters.count(framework.id(), "events/" + kind(event));
        effects.add(new Effect.SendEvent(stream, framework.id(), event));
        return true;
    }

    public void closeStream(StreamHandle stream) {
        effects.add(new Effect.CloseStream(stream));
    }

    /** Sends to an agent that is connected; says whether it was. */
    public boolean command(Agent agent, AgentCommand command) {
        LinkHandle link = agent.link();
        if (link == null) {
            return false;
        }
        effects.add(new Effect.SendToAgent(link, agent.id(), command));
        return true;
    }

    /** Sends on a link that belongs to no admitted agent. */
    public void command(LinkHandle link, String agentId, AgentCommand command) {
        effects.add(new Effect.SendToAgent(link, agentId, command));
    }

    public void closeLink(LinkHandle link) {
        effects.add(new Effect.CloseLink(link));
    }

    public void publish(OperatorEvent event) {
        effects.add(new Effect.PublishOperatorEvent(event));
    }

    public void info(String line) {
        effects.add(new Effect.LogDecision(Effect.Level.INFO, line));
    }

    public void debug(String line) {
        effects.add(new Effect.LogDecision(Effect.Level.DEBUG, line));
    }

    public void warn(String line) {
        effects.add(new Effect.LogDecision(Effect.Level.WARN, line));
    }

    public List<Effect> drain() {
        List<Effect> drained = effects;
        effects = new ArrayList<>();
        return drained;
    }

    private static String kind(SchedulerEvent event) {
        return switch (event) {
            case SchedulerEvent.Subscribed ignored -> "subscribed";
            case SchedulerEvent.Heartbeat ignored -> "heartbeat";
            case SchedulerEvent.Offers ignored -> "offers";
            case SchedulerEvent.Rescind ignored -> "rescind";
            case SchedulerEvent.Update ignored -> "update";
            case SchedulerEvent.UpdateOperation ignored -> "update_operation_status";
            case SchedulerEvent.Message ignored -> "message";
            case SchedulerEvent.Failure ignored -> "failure";
            case SchedulerEvent.Failed ignored -> "error";
        };
    }

    /** {@code TASK_RUNNING} to {@code task_running}: metric names are lower case. */
    public static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}

package io.mesocosm.master.core.effect;

import static java.util.Objects.requireNonNull;

import io.mesocosm.master.core.input.CallHandle;
import io.mesocosm.master.core.input.LinkHandle;
import io.mesocosm.master.core.input.StreamHandle;
import io.mesocosm.master.core.registry.RegistryChange;
import java.util.List;

/** One thing the master wants done. The shell carries effects out in their order. */
public sealed interface Effect {

    /** Answer a call; every SchedulerCall and OperatorCall gets exactly one. */
    record Reply(CallHandle call, Outcome outcome) implements Effect {
        public Reply {
            requireNonNull(call, "call");
            requireNonNull(outcome, "outcome");
        }
    }

    /** Send one event on a framework's stream. */
    record SendEvent(StreamHandle stream, String frameworkId, SchedulerEvent event)
            implements Effect {
        public SendEvent {
            requireNonNull(stream, "stream");
            requireNonNull(frameworkId, "frameworkId");
            requireNonNull(event, "event");
        }
    }

    /** End a framework's stream after what was sent on it; no StreamClosed need follow. */
    record CloseStream(StreamHandle stream) implements Effect {}

    /** Send one message to an agent. */
    record SendToAgent(LinkHandle link, String agentId, AgentCommand command) implements Effect {
        public SendToAgent {
            requireNonNull(link, "link");
            requireNonNull(agentId, "agentId");
            requireNonNull(command, "command");
        }
    }

    /** End an agent's link after what was sent on it; no AgentDisconnected need follow. */
    record CloseLink(LinkHandle link) implements Effect {}

    /**
     * Store these changes as one transaction, then report RegistryCommitted or RegistryFailed with
     * its number. Transactions are committed in the order of their numbers.
     */
    record CommitRegistry(long transaction, List<RegistryChange> changes) implements Effect {
        public CommitRegistry {
            changes = List.copyOf(changes);
        }
    }

    /** Tell the subscribers of the operator API. */
    record PublishOperatorEvent(OperatorEvent event) implements Effect {}

    /** A decision worth a log line; {@code line} has stable keys ({@code agent=… task=…}). */
    record LogDecision(Level level, String line) implements Effect {}

    /** Give up leadership at once: the state can no longer be trusted. */
    record StepDown(String reason) implements Effect {}

    /** How loud a decision is. */
    enum Level {
        DEBUG,
        INFO,
        WARN,
        ERROR
    }
}

package io.mesocosm.master.core.agent;

import io.mesocosm.master.core.input.LinkHandle;
import io.mesocosm.resources.Resources;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An admitted agent. {@code allocated} is what its tasks and executors hold, {@code offered} what
 * lies in outstanding offers; both carry allocation roles and never exceed {@code total()}.
 */
public record Agent(
        String id,
        AgentSpec spec,
        @Nullable LinkHandle link,
        boolean active,
        Resources allocated,
        Resources offered,
        Instant registered,
        @Nullable Instant reregistered) {

    public boolean connected() {
        return link != null;
    }

    public Resources total() {
        return spec.total();
    }

    /** The agent's process id as Mesos writes it. */
    public String pid() {
        return "slave(1)@" + spec.address();
    }

    public Agent withAllocated(Resources newAllocated) {
        return new Agent(id, spec, link, active, newAllocated, offered, registered, reregistered);
    }

    public Agent withOffered(Resources newOffered) {
        return new Agent(id, spec, link, active, allocated, newOffered, registered, reregistered);
    }

    public Agent withSpec(AgentSpec newSpec) {
        return new Agent(id, newSpec, link, active, allocated, offered, registered, reregistered);
    }

    public Agent connectedOn(LinkHandle newLink, Instant at) {
        return new Agent(id, spec, newLink, true, allocated, offered, registered, at);
    }

    public Agent disconnect() {
        return new Agent(id, spec, null, false, allocated, offered, registered, reregistered);
    }
}

package io.mesocosm.master.core.agent;

import io.mesocosm.master.core.input.LinkHandle;
import io.mesocosm.resources.Resources;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An admitted agent. {@code allocated} is what its tasks and executors hold, {@code offered} what
 * lies in outstanding offers; both carry allocation roles and never exceed {@code total()}. {@code
 * deactivation} is null while an operator lets it be offered.
 */
public record Agent(
        String id,
        AgentSpec spec,
        @Nullable LinkHandle link,
        @Nullable Deactivation deactivation,
        Resources allocated,
        Resources offered,
        Instant registered,
        @Nullable Instant reregistered) {

    public boolean connected() {
        return link != null;
    }

    /** Whether its resources may be offered. */
    public boolean active() {
        return connected() && deactivation == null;
    }

    public Resources total() {
        return spec.total();
    }

    /** The agent's process id as Mesos writes it. */
    public String pid() {
        return "slave(1)@" + spec.address();
    }

    public Agent withAllocated(Resources newAllocated) {
        return new Agent(
                id, spec, link, deactivation, newAllocated, offered, registered, reregistered);
    }

    public Agent withOffered(Resources newOffered) {
        return new Agent(
                id, spec, link, deactivation, allocated, newOffered, registered, reregistered);
    }

    public Agent withSpec(AgentSpec newSpec) {
        return new Agent(
                id, newSpec, link, deactivation, allocated, offered, registered, reregistered);
    }

    public Agent withDeactivation(@Nullable Deactivation newDeactivation) {
        return new Agent(
                id, spec, link, newDeactivation, allocated, offered, registered, reregistered);
    }

    public Agent connectedOn(LinkHandle newLink, Instant at) {
        return new Agent(id, spec, newLink, deactivation, allocated, offered, registered, at);
    }

    public Agent disconnect() {
        return new Agent(
                id, spec, null, deactivation, allocated, offered, registered, reregistered);
    }
}

package io.mesocosm.master.server.leadership;

import static java.util.Objects.requireNonNull;

import io.mesocosm.store.Leader;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Whether this master leads by now, and who does else. Any thread asks; it stands by until it is
 * elected, recovers, leads, and stands by again once it has given the leadership up.
 *
 * @param <L> what serves while it leads
 */
public final class Standing<L> {

    /** What this master is by now. */
    public sealed interface Role<L> {

        /** It does not lead; who does, when that is known. */
        record Standby<L>(Optional<Candidate> leader) implements Role<L> {}

        /** It is elected and reads its registry. */
        record Recovering<L>() implements Role<L> {}

        /** It leads. */
        record Leading<L>(L leader) implements Role<L> {
            public Leading {
                requireNonNull(leader, "leader");
            }
        }
    }

    private final String ownId;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile Role<L> role = new Role.Standby<>(Optional.empty());

    /**
     * @param ownId this master's
     */
    public Standing(String ownId) {
        this.ownId = requireNonNull(ownId, "ownId");
    }

    public Role<L> role() {
        return role;
    }

    /** Has it called after each change, by whoever causes it: it must not block. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    private void become(Role<L> next) {
        role = next;
        listeners.forEach(Runnable::run);
    }

    /** Whether it is elected, recovered or not. */
    public boolean isElected() {
        return !(role instanceof Role.Standby);
    }

    /**
     * The election tells who leads. Its word that this master does is no news to a standby: it
     * would be sent to itself.
     */
    public synchronized void follow(Optional<Leader> leader) {
        if (role instanceof Role.Standby) {
            become(
                    new Role.Standby<>(
                            leader.flatMap(l -> Candidate.of(l.candidate()))
                                    .filter(candidate -> !candidate.id().equals(ownId))));
        }
    }

    /** The election is won. */
    public synchronized void elected() {
        become(new Role.Recovering<>());
    }

    /** The registry is read: this serves from now on. */
    public synchronized void leads(L leader) {
        become(new Role.Leading<>(leader));
    }

    /** The leadership is given up. */
    public synchronized void resigned() {
        become(new Role.Standby<>(Optional.empty()));
    }
}

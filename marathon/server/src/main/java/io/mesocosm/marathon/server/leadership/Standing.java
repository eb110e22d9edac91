package io.mesocosm.marathon.server.leadership;

import static java.util.Objects.requireNonNull;

import io.mesocosm.http.Endpoint;
import io.mesocosm.store.Leader;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of who leads, here and elsewhere; safe for any thread. */
public final class Standing {

    private static final int GLANCE_MILLIS = 50;

    private final String self;
    private Optional<Leader> leader = Optional.empty();
    private @Nullable Office office;
    private boolean elected;
    private @Nullable String kept = "Marathon is starting";

    /**
     * @param self how this Marathon is known to the others: {@code http://host:port} or {@code
     *     https://host:port}
     */
    public Standing(String self) {
        this.self = requireNonNull(self, "self");
    }

    /** The right to lead, with the API that answers meanwhile. */
    private record Office(Tenure tenure, Endpoint api) {}

    /** Who is to answer a request. */
    public sealed interface Responder {

        /** This Marathon, by this endpoint. */
        record Self(Endpoint api) implements Responder {}

        /** The Marathon at this address, {@code http://host:port} or {@code https://host:port}. */
        record Other(String address) implements Responder {}

        /** Nobody, at present. */
        record Nobody() implements Responder {}
    }

    /** How this Marathon is known to the others. */
    public String self() {
        return self;
    }

    /** The election tells of this leader, or of none. */
    public synchronized void seen(Optional<Leader> now) {
        leader = now;
        notifyAll();
    }

    /** This Marathon is kept from standing for election, for this reason. */
    public synchronized void kept(String reason) {
        kept = reason;
    }

    /** This Marathon stands for election. */
    public synchronized void stands() {
        kept = null;
    }

    /** This Marathon is elected, and has its state to load. */
    public synchronized void elected() {
        elected = true;
    }

    /** This Marathon answers from now on, for as long as it surely leads. */
    public synchronized void leads(Tenure tenure, Endpoint api) {
        office = new Office(tenure, api);
        notifyAll();
    }

    /** This Marathon answers no more. */
    public synchronized void stepsDown() {
        office = null;
        elected = false;
        notifyAll();
    }

    /** Who is to answer; waits so long for there to be somebody. */
    public synchronized Responder responder(Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        Responder found = responder();
        long left = longest.toNanos();
        while (found instanceof Responder.Nobody && left > 0) {
            // Certainty comes back without a word.
            wait(Math.clamp(left / 1_000_000, 1, GLANCE_MILLIS));
            found = responder();
            left = end - System.nanoTime();
        }
        return found;
    }

    private Responder responder() {
        Office own = office;
        if (own != null && own.tenure.isCertain()) {
            return new Responder.Self(own.api);
        }
        Leader other = leader.orElse(null);
        return other == null || other.candidate().equals(self)
                ? new Responder.Nobody()
                : new Responder.Other(other.candidate());
    }

    /** Why this Marathon neither leads nor stands by; empty when it does. */
    public synchronized Optional<String> obstacle() {
        Office own = office;
        if (own != null) {
            return own.tenure.isCertain()
                    ? Optional.empty()
                    : Optional.of("this Marathon may lead no more: etcd has not answered in time");
        }
        if (elected) {
            return Optional.of("this Marathon is elected and loads its state");
        }
        if (kept != null) {
            return Optional.of(kept);
        }
        return leader.isPresent()
                ? Optional.empty()
                : Optional.of("etcd does not answer, or nobody has been elected yet");
    }
}

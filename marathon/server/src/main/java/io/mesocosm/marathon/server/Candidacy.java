package io.mesocosm.marathon.server;

import io.mesocosm.marathon.server.leadership.Deposed;
import io.mesocosm.marathon.server.leadership.Standing;
import io.mesocosm.marathon.server.leadership.Tenure;
import io.mesocosm.store.Leader;
import io.mesocosm.store.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This Marathon's way from the store over the election to the lead, and back; a thread of its own
 * goes it once.
 */
final class Candidacy implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Candidacy.class);
    private static final Duration RETRY = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final StateStore.Opening opening;
    private final Standing standing;
    private final Lead.Circumstances around;
    private final Company company;
    private final Thread thread =
            Thread.ofPlatform().name("marathon-candidacy").daemon().unstarted(this::run);

    private final CountDownLatch closing = new CountDownLatch(1);

    private @Nullable StateStore state;
    private @Nullable Tenure tenure;
    private @Nullable Lead lead;
    private boolean closed;
    private boolean rehearsed; // of the election's thread

    /**
     * What goes with a candidacy.
     *
     * @param rehearse prepares this Marathon to lead soon, while another one leads
     * @param announce told the term when this Marathon has begun to lead
     */
    record Company(Runnable rehearse, LongConsumer announce) {}

    Candidacy(
            StateStore.Opening opening,
            Standing standing,
            Lead.Circumstances around,
            Company company) {
        this.opening = opening;
        this.standing = standing;
        this.around = around;
        this.company = company;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            StateStore opened = open();
            standing.stands();
            var _ = opened.election().observe(this::seen);
            LOG.info("candidate={} stands for election", standing.self());
            Tenure won =
                    new Tenure(
                            opened.election()
                                    .campaign(standing.self())
                                    .toCompletableFuture()
                                    .get());
            standing.elected();
            takeOffice(opened, won);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Deposed e) {
            LOG.warn("{}", e.getMessage());
        } catch (ExecutionException | RuntimeException e) {
            if (!isClosed()) {
                LOG.error("candidate={} cannot lead", standing.self(), e);
                end("cannot lead with its state: " + reason(e));
            }
        }
    }

    /** Called by the election's thread. */
    private void seen(Optional<Leader> leader) {
        if (leader.filter(l -> !l.candidate().equals(standing.self())).isPresent() && !rehearsed) {
            rehearsed = true;
            standing.kept("this Marathon prepares to lead");
            Thread.ofPlatform().name("rehearsal").daemon().start(this::rehearse);
        }
        standing.seen(leader);
    }

    private void rehearse() {
        try {
            company.rehearse().run();
        } finally {
            standing.stands();
        }
    }

    private void end(String reason) {
        around.end().accept(new Ending(Ending.NO_STATE, reason));
    }

    private static String reason(Throwable e) {
        Throwable cause = e.getCause();
        return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
    }

    private StateStore open() throws InterruptedException {
        while (true) {
            try {
                return keep(opening.open());
            } catch (StoreException e) {
                if (e.getCause() == null) {
                    throw e; // time does not heal it
                }
                LOG.warn("waiting for the store: {}", e.getMessage());
                standing.kept("waiting for the store: " + e.getMessage());
                if (closing.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new InterruptedException("closed");
                }
            }
        }
    }

    private synchronized StateStore keep(StateStore opened) throws InterruptedException {
        if (closed) {
            opened.close();
            throw new InterruptedException("closed");
        }
        state = opened;
        return opened;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void takeOffice(StateStore opened, Tenure won) {
        if (closed) {
            return;
        }
        tenure = won;
        var _ = won.lost().thenRun(() -> ended(won.term()));
        Lead begun = begin(opened, won);
        lead = begun;
        standing.leads(won, begun.api());
        LOG.info("leader={} term={} {} leads", standing.self(), won.term(), begun.found());
        company.announce().accept(won.term());
    }

    /** Loads the state, for as long as etcd may still let it be read. */
    private Lead begin(StateStore opened, Tenure won) {
        while (true) {
            try {
                return Lead.start(around, opened, won);
            } catch (CompletionException e) {
                LOG.warn("the state cannot be read: {}", reason(e));
                won.pause(RETRY);
            }
        }
    }

    /** Called by the election's thread, which must not wait for one that holds the lock. */
    private void ended(long term) {
        standing.stepsDown();
        around.end()
                .accept(
                        new Ending(
                                Ending.DEPOSED,
                                "the leadership of term %d is lost; another Marathon takes over, and all tasks go on"
                                        .formatted(term)));
    }

    /** Leads no more, so that another Marathon may at once. */
    synchronized void stepDown() {
        standing.stepsDown();
        Lead ending = lead;
        lead = null;
        if (ending != null) {
            ending.close();
        }
        Tenure won = tenure;
        if (won == null) {
            return;
        }
        try {
            won.resign().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            LOG.info("term={} resigned", won.term());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("term={} could not resign: {}", won.term(), reason(e));
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        closing.countDown();
        thread.interrupt();
        stepDown();
        StateStore open;
        synchronized (this) {
            open = state;
            state = null;
        }
        if (open != null) {
            open.close();
        }
    }
}

package io.mesocosm.master.server;

import static java.util.Objects.requireNonNull;

import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.mesocosm.master.server.leadership.Candidate;
import io.mesocosm.master.server.leadership.Standing;
import io.mesocosm.store.Election;
import io.mesocosm.store.Leadership;
import io.mesocosm.store.Store;
import io.mesocosm.store.StoreException;
import io.mesocosm.store.etcd.Etcd;
import io.mesocosm.store.etcd.EtcdOptions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One master's part in the election in etcd: waits for etcd however long it is away, follows who
 * leads, campaigns, and hands the leadership on when it is won. It has a thread of its own.
 */
final class EtcdContest implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EtcdContest.class);
    private static final long RETRY_MILLIS = 500;
    private static final int FAILURES_PER_WARNING = 10;
    private static final long SOON_MILLIS = 300;

    /** What is done with the leadership; on the contest's thread, which may be blocked. */
    interface Winner {
        void lead(Leadership leadership, Store store);

        /** Called while others lead: does what can be done before. */
        void prepare(Store store);
    }

    private final EtcdOptions options;
    private final Candidate candidate;
    private final Standing<LeadingMaster> standing;
    private final Winner winner;
    private final Consumer<String> failed;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Thread thread =
            Thread.ofPlatform().name("contest").daemon().unstarted(this::contest);

    /**
     * @param failed told why when this master can never lead
     */
    EtcdContest(
            EtcdOptions options,
            Candidate candidate,
            Standing<LeadingMaster> standing,
            Winner winner,
            Consumer<String> failed) {
        this.options = requireNonNull(options, "options");
        this.candidate = requireNonNull(candidate, "candidate");
        this.standing = requireNonNull(standing, "standing");
        this.winner = requireNonNull(winner, "winner");
        this.failed = requireNonNull(failed, "failed");
    }

    void start() {
        thread.start();
    }

    private void contest() {
        try {
            Etcd etcd = open();
            if (etcd == null || !keep(etcd)) {
                return;
            }
            Store store = etcd.store();
            Election election = etcd.election("election/master");
            if (!keep(store) || !keep(election)) {
                return;
            }
            election.observe(standing::follow);
            LOG.info("master={} stands by at {}", candidate.id(), options.endpoints());
            // Of the election's thread: before it tells anybody that this master leads.
            CompletableFuture<Leadership> won =
                    election.campaign(candidate.text())
                            .thenApply(
                                    leadership -> {
                                        standing.elected();
                                        return leadership;
                                    })
                            .toCompletableFuture();
            if (!isDoneSoon(won)) {
                winner.prepare(store);
            }
            winner.lead(won.join(), store);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (CompletionException | StoreException e) {
            if (closed.getCount() > 0) {
                Throwable cause = e.getCause() instanceof StoreException s ? s : e;
                failed.accept(String.valueOf(cause.getMessage()));
            }
        } catch (RuntimeException e) {
            LOG.error("this master cannot lead", e);
            failed.accept("this master cannot lead: " + e);
        }
    }

    /** The first master of a cluster has nobody to wait for, and does not prepare. */
    private static boolean isDoneSoon(CompletableFuture<Leadership> won)
            throws InterruptedException {
        try {
            won.get(SOON_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true; // whoever joins it is told
        }
    }

    /** Null when it was closed before etcd was there. */
    private @Nullable Etcd open() throws InterruptedException {
        int failures = 0;
        do {
            try {
                return Etcd.open(options);
            } catch (StoreException e) {
                if (!isAway(e)) {
                    throw e;
                }
                if (failures++ % FAILURES_PER_WARNING == 0) {
                    LOG.warn(
                            "master={} stands by and tries on: {}", candidate.id(), e.getMessage());
                }
            }
        } while (!closed.await(RETRY_MILLIS, TimeUnit.MILLISECONDS));
        return null;
    }

    /** What etcd has not answered or has refused may go by; a foreign format or file does not. */
    private static boolean isAway(StoreException fault) {
        return fault.getCause() instanceof StatusRuntimeException
                || fault.getCause() instanceof StatusException;
    }

    /** Keeps a part to be closed; closes it at once when all is closed already. */
    private boolean keep(AutoCloseable part) {
        synchronized (parts) {
            if (closed.getCount() > 0) {
                parts.push(part);
                return true;
            }
        }
        close(part);
        return false;
    }

    @Override
    public void close() {
        synchronized (parts) {
            closed.countDown();
        }
        while (!parts.isEmpty()) {
            close(parts.pop());
        }
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.warn("a part of the connection to etcd does not close", e);
        }
    }
}

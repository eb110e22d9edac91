package io.mesocosm.store.etcd;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.LeaseGrantResponse;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.mesocosm.store.Election;
import io.mesocosm.store.Guard;
import io.mesocosm.store.Leader;
import io.mesocosm.store.Leadership;
import io.mesocosm.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The election in etcd: a candidate is a key tied to a lease, the oldest key leads.
 *
 * <p>All state belongs to one thread. What is true is only ever learnt by reading all candidates at
 * once, at the latest revision; a watch says when to read, and a clock does where a watch is deaf.
 */
final class EtcdElection implements Election {
    private static final Logger LOG = LoggerFactory.getLogger(EtcdElection.class);
    private static final int BEATS = 6; // keep-alives in a TTL
    private static final int READS = 2; // reads in a TTL when nothing seems to happen

    private final EtcdCalls calls;
    private final EtcdKeys keys;
    private final EtcdFaults faults;
    private final Settings settings;
    private final ByteString prefix;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("election").daemon().factory());

    private final List<Candidacy> candidacies = new ArrayList<>();

    /** Leases that were given up and may live on, in the way of others: to be revoked once more. */
    private final Set<Long> abandoned = new HashSet<>();

    private final List<Consumer<Optional<Leader>>> observers = new ArrayList<>();
    private Optional<Leader> leader = Optional.empty();
    private EtcdCalls.@Nullable Watch watch;
    private long lastReadSent;
    private boolean reading;
    private boolean readAgain;
    private long beat;
    private boolean closed;

    /** The election's key and the connection's options. */
    record Settings(String name, EtcdOptions options) {
        Settings {
            requireNonNull(name, "name");
        }

        Duration ttl() {
            return options.ttl();
        }
    }

    EtcdElection(EtcdCalls calls, EtcdKeys keys, EtcdFaults faults, Settings settings) {
        this.calls = calls;
        this.keys = keys;
        this.faults = faults;
        this.settings = settings;
        this.prefix = keys.of(settings.name() + "/");
        this.lastReadSent = System.nanoTime();
        long interval = settings.ttl().dividedBy(BEATS).toNanos();
        var _ =
                thread.scheduleWithFixedDelay(
                        this::beat, 0, Math.max(1, interval), TimeUnit.NANOSECONDS);
    }

    @Override
    public CompletionStage<Leadership> campaign(String candidate) {
        Candidacy candidacy = new Candidacy(requireNonNull(candidate, "candidate"));
        run(
                () -> {
                    candidacies.add(candidacy);
                    advance(candidacy);
                },
                () -> candidacy.won.completeExceptionally(closedFault()));
        return candidacy.won;
    }

    @Override
    public Observation observe(Consumer<Optional<Leader>> observer) {
        requireNonNull(observer, "observer");
        run(
                () -> {
                    observers.add(observer);
                    observer.accept(leader);
                },
                () -> observer.accept(Optional.empty()));
        return () -> run(() -> observers.remove(observer), () -> {});
    }

    // ------------------------------------------------------------ what the clock does

    private void beat() {
        try {
            long now = System.nanoTime();
            for (Candidacy candidacy : List.copyOf(candidacies)) {
                Candidacy.Lease lease = candidacy.lease;
                if (lease != null && lease.certainty.isExpired(now)) {
                    end(candidacy, "its keep-alives have had no answer for " + lease.ttl);
                } else {
                    keepAlive(candidacy);
                }
                advance(candidacy);
            }
            List.copyOf(abandoned).forEach(this::abandonAgain);
            if (beat++ % (BEATS / READS) == 0) {
                read();
            }
            if (now - lastReadSent > settings.ttl().toNanos()) {
                calls.wake();
                tell(Optional.empty());
            }
        } catch (RuntimeException e) {
            LOG.error("election={} a beat has failed", settings.name(), e);
        }
    }

    private void keepAlive(Candidacy candidacy) {
        Candidacy.Lease lease = candidacy.lease;
        if (lease == null) {
            return;
        }
        long sent = System.nanoTime();
        on(
                calls.keepAlive(lease.id, lease.ttl),
                (ttl, fault) -> {
                    if (lease != candidacy.lease || ttl == null) {
                        return; // the next one may be answered
                    }
                    if (ttl.isPositive()) {
                        lease.certainty.answered(sent);
                        if (candidacy.leadership == null) {
                            read();
                        }
                    } else {
                        end(candidacy, "etcd has ended its lease");
                    }
                });
    }

    // ------------------------------------------------------------ from campaign to leadership

    /** Does the next thing that this campaign lacks: a lease, then a key. */
    private void advance(Candidacy candidacy) {
        if (candidacy.over || candidacy.asking) {
            return;
        }
        Candidacy.Lease lease = candidacy.lease;
        if (lease == null) {
            askForLease(candidacy);
        } else if (lease.present == 0 && !lease.putting) {
            putKey(candidacy, lease);
        }
    }

    private void askForLease(Candidacy candidacy) {
        candidacy.asking = true;
        long sent = System.nanoTime();
        on(
                calls.grant(settings.ttl()),
                (LeaseGrantResponse granted, Throwable fault) -> {
                    candidacy.asking = false;
                    if (granted == null) {
                        LOG.info(
                                "election={} candidate={} {}",
                                settings.name(),
                                candidacy.candidate,
                                faults.text("grant a lease", requireNonNull(fault)));
                        return; // the next beat tries again
                    }
                    if (candidacy.over) {
                        abandon(granted.getID());
                        return;
                    }
                    Duration ttl = Duration.ofSeconds(granted.getTTL());
                    candidacy.lease =
                            new Candidacy.Lease(granted.getID(), ttl, new Certainty(ttl, sent));
                    advance(candidacy);
                });
    }

    /** May be sent more than once: the key is the lease's own, and is written by the first only. */
    private void putKey(Candidacy candidacy, Candidacy.Lease lease) {
        lease.putting = true;
        ByteString key = keys.of(key(lease));
        TxnRequest request =
                TxnRequest.newBuilder()
                        .addCompare(
                                Compare.newBuilder()
                                        .setKey(key)
                                        .setResult(Compare.CompareResult.EQUAL)
                                        .setTarget(Compare.CompareTarget.CREATE)
                                        .setCreateRevision(0))
                        .addSuccess(
                                RequestOp.newBuilder()
                                        .setRequestPut(
                                                PutRequest.newBuilder()
                                                        .setKey(key)
                                                        .setLease(lease.id)
                                                        .setValue(
                                                                ByteString.copyFromUtf8(
                                                                        candidacy.candidate))))
                        .build();
        on(
                calls.txn(request),
                (response, fault) -> {
                    lease.putting = false;
                    if (lease != candidacy.lease) {
                        return;
                    }
                    if (response != null) {
                        lease.present = response.getHeader().getRevision();
                        read();
                    } else if (EtcdFaults.isMissingLease(requireNonNull(fault))) {
                        end(candidacy, "etcd has ended its lease");
                    }
                });
    }

    private String key(Candidacy.Lease lease) {
        return settings.name() + "/" + Long.toHexString(lease.id);
    }

    private void win(Candidacy candidacy, Candidacy.Lease lease, KeyValue own) {
        // The key is written once, so that its revision is the one that made it.
        EtcdLeadership leadership =
                new EtcdLeadership(
                        new Guard.Unchanged(key(lease), own.getModRevision()),
                        lease.certainty,
                        () -> resign(candidacy));
        candidacy.leadership = leadership;
        LOG.info(
                "election={} candidate={} term={} won",
                settings.name(),
                candidacy.candidate,
                leadership.term());
        candidacy.won.complete(leadership);
    }

    /** The lease is gone, or may be: a leader has lost, a candidate begins anew. */
    private void end(Candidacy candidacy, String reason) {
        Candidacy.Lease lease = candidacy.lease;
        if (lease == null) {
            return;
        }
        lease.certainty.end();
        candidacy.lease = null;
        abandon(lease.id);
        EtcdLeadership leadership = candidacy.leadership;
        if (leadership == null) {
            advance(candidacy);
            return;
        }
        candidacy.over = true;
        candidacies.remove(candidacy);
        LOG.warn(
                "election={} candidate={} term={} lost: {}",
                settings.name(),
                candidacy.candidate,
                leadership.term(),
                reason);
        leadership.lost().complete(null);
    }

    private void abandon(long lease) {
        on(
                calls.revoke(lease),
                (_, fault) -> {
                    // An etcd that comes back gives every lease its whole TTL again.
                    if (fault != null && !EtcdFaults.isRefusal(fault)) {
                        abandoned.add(lease);
                    }
                });
    }

    private void abandonAgain(long lease) {
        abandoned.remove(lease);
        abandon(lease);
    }

    private CompletionStage<Void> resign(Candidacy candidacy) {
        CompletableFuture<Void> resigned = new CompletableFuture<>();
        run(() -> giveUp(candidacy, resigned), () -> resigned.complete(null));
        return resigned;
    }

    private void giveUp(Candidacy candidacy, CompletableFuture<Void> done) {
        Candidacy.Lease lease = candidacy.lease;
        candidacy.lease = null;
        candidacy.over = true;
        candidacies.remove(candidacy);
        if (lease == null) {
            done.complete(null);
            return;
        }
        lease.certainty.end();
        var _ =
                calls.revoke(lease.id)
                        .whenComplete(
                                (_, fault) -> {
                                    if (fault == null || EtcdFaults.isMissingLease(fault)) {
                                        done.complete(null);
                                    } else {
                                        done.completeExceptionally(
                                                faults.say(
                                                        "end a lease; it ends by itself after "
                                                                + lease.ttl,
                                                        fault));
                                    }
                                });
    }

    // ------------------------------------------------------------ who leads

    private void read() {
        if (reading) {
            readAgain = true;
            return;
        }
        reading = true;
        readAgain = false;
        if (watch == null || watch.isBroken()) {
            watch = calls.watch(watched(), () -> run(this::read, () -> {}));
        }
        RangeRequest all =
                RangeRequest.newBuilder().setKey(prefix).setRangeEnd(EtcdKeys.end(prefix)).build();
        long sent = System.nanoTime();
        on(
                calls.range(all, settings.ttl()),
                (response, _) -> {
                    reading = false;
                    if (response != null) {
                        lastReadSent = sent;
                        candidates(response);
                    }
                    if (readAgain) {
                        read();
                    }
                });
    }

    private WatchCreateRequest watched() {
        return WatchCreateRequest.newBuilder()
                .setKey(prefix)
                .setRangeEnd(EtcdKeys.end(prefix))
                .build();
    }

    private void candidates(RangeResponse response) {
        Optional<KeyValue> oldest =
                response.getKvsList().stream()
                        .min(Comparator.comparingLong(KeyValue::getCreateRevision));
        for (Candidacy candidacy : List.copyOf(candidacies)) {
            Candidacy.Lease lease = candidacy.lease;
            if (lease == null
                    || lease.present == 0
                    || lease.present > response.getHeader().getRevision()) {
                continue;
            }
            ByteString key = keys.of(key(lease));
            if (response.getKvsList().stream().noneMatch(kv -> kv.getKey().equals(key))) {
                end(candidacy, "its key is gone");
            } else if (candidacy.leadership == null
                    && oldest.filter(kv -> kv.getKey().equals(key)).isPresent()
                    && lease.certainty.isCertain(System.nanoTime())) {
                win(candidacy, lease, oldest.get());
            }
        }
        tell(oldest.map(kv -> new Leader(kv.getValue().toStringUtf8(), kv.getCreateRevision())));
    }

    private void tell(Optional<Leader> now) {
        if (now.equals(leader)) {
            return;
        }
        leader = now;
        List.copyOf(observers).forEach(observer -> observer.accept(now));
    }

    // ------------------------------------------------------------ the thread

    private <T> void on(
            CompletableFuture<T> call, BiConsumer<@Nullable T, @Nullable Throwable> then) {
        var _ = call.whenComplete((value, fault) -> run(() -> then.accept(value, fault), () -> {}));
    }

    private void run(Runnable step, Runnable refused) {
        try {
            thread.execute(
                    () -> {
                        if (closed) {
                            refused.run();
                        } else {
                            step.run();
                        }
                    });
        } catch (RejectedExecutionException e) {
            refused.run();
        }
    }

    private StoreException closedFault() {
        return new StoreException("the election '" + settings.name() + "' is closed", null);
    }

    @Override
    public void close() {
        CompletableFuture<Void> resigned = new CompletableFuture<>();
        run(
                () -> {
                    List<CompletableFuture<Void>> ends = new ArrayList<>();
                    for (Candidacy candidacy : List.copyOf(candidacies)) {
                        CompletableFuture<Void> end = new CompletableFuture<>();
                        giveUp(candidacy, end);
                        ends.add(end);
                        candidacy.won.completeExceptionally(closedFault());
                    }
                    tell(Optional.empty());
                    closed = true;
                    if (watch != null) {
                        watch.close();
                    }
                    var _ =
                            CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
                                    .whenComplete((_, _) -> resigned.complete(null));
                },
                () -> resigned.complete(null));
        resigned.completeOnTimeout(null, settings.ttl().toNanos(), TimeUnit.NANOSECONDS).join();
        thread.shutdown();
    }
}

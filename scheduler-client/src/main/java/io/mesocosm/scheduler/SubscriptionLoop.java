package io.mesocosm.scheduler;

import io.mesocosm.protocol.v1.FrameworkID;
import io.mesocosm.protocol.v1.FrameworkInfo;
import io.mesocosm.protocol.v1.scheduler.Call;
import io.mesocosm.protocol.v1.scheduler.Event;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The life of a client: subscribe, deliver, and subscribe again until stopped; this is what its
 * thread runs.
 */
final class SubscriptionLoop implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionLoop.class);
    private static final String CLOSED = "the client is closed";

    /** About as long as masters take to elect another leader. */
    private static final Duration QUICK = Duration.ofSeconds(10);

    private static final Duration GLANCE = Duration.ofMillis(5);

    private final SchedulerConfig config;
    private final EventDelivery delivery;
    private final MasterLink link;
    private final LeaderSearch search;
    private final Backoff backoff;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private long lastLost = System.nanoTime();
    private String lastFailure = "";
    private final CompletableFuture<@Nullable Void> stopped = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private volatile FrameworkInfo framework;
    private volatile @Nullable EventStream current;
    private volatile @Nullable CallQueue calls;
    private volatile @Nullable CompletableFuture<CallResult> teardown;
    private @Nullable LeaderWatch watch;

    SubscriptionLoop(SchedulerConfig config, FrameworkInfo framework, Scheduler scheduler) {
        this.config = config;
        this.framework = framework;
        this.delivery = new EventDelivery(scheduler);
        this.link = new MasterLink(config);
        this.search = new LeaderSearch(config, link);
        this.backoff = new Backoff(config.backoffMin(), config.backoffMax(), random);
    }

    @Override
    public void run() {
        try {
            while (!stopped.isDone()) {
                attempt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stopped.complete(null);
            link.close();
            ended.complete(null);
        }
    }

    /** Asks the loop to end; it drops its connection. */
    void stop() {
        stopped.complete(null);
        EventStream events = current;
        if (events != null) {
            events.cancel(CLOSED);
        }
    }

    CompletableFuture<@Nullable Void> ended() {
        return ended;
    }

    Optional<FrameworkID> frameworkId() {
        FrameworkInfo known = framework;
        return known.hasId() && !known.getId().getValue().isEmpty()
                ? Optional.of(known.getId())
                : Optional.empty();
    }

    /** The calls of the present subscription, if there is one. */
    Optional<CallQueue> calls() {
        return Optional.ofNullable(calls);
    }

    /** What later subscriptions say of the framework. */
    void become(FrameworkInfo changed) {
        framework = changed;
    }

    /** Once this is accepted, the end of the stream is the end of the client. */
    void endWith(CompletableFuture<CallResult> result) {
        teardown = result;
    }

    private void attempt() throws InterruptedException {
        if (!config.permit().getAsBoolean()) {
            pause(GLANCE);
            return;
        }
        switch (search.attempt(subscribeCall(), stopped)) {
            case LeaderSearch.Outcome.Subscribed(Subscription subscription) -> serve(subscription);
            case LeaderSearch.Outcome.Failed(String reason) -> {
                if (!stopped.isDone()) {
                    complain(reason);
                    pause();
                }
            }
            case LeaderSearch.Outcome.Refused(String reason) -> {
                LOG.error("framework={} is refused: {}", framework.getName(), reason);
                delivery.error(reason);
                stop();
            }
        }
    }

    private void complain(String reason) {
        LOG.atLevel(reason.equals(lastFailure) ? Level.DEBUG : Level.WARN)
                .log("framework={} cannot subscribe: {}", framework.getName(), reason);
        lastFailure = reason;
    }

    private Call subscribeCall() {
        Call.Builder call =
                Call.newBuilder()
                        .setType(Call.Type.SUBSCRIBE)
                        .setSubscribe(
                                Call.Subscribe.newBuilder()
                                        .setFrameworkInfo(framework)
                                        .addAllSuppressedRoles(config.suppressedRoles()));
        frameworkId().ifPresent(call::setFrameworkId);
        return call.build();
    }

    private void serve(Subscription subscription) throws InterruptedException {
        EventStream events = subscription.events();
        current = events;
        if (stopped.isDone()) {
            events.cancel(CLOSED);
        }
        String reason = deliverAll(subscription);
        events.cancel(reason);
        LeaderWatch ended = watch;
        watch = null;
        if (ended != null) {
            ended.close();
        }
        lastLost = System.nanoTime();
        CallQueue ending = calls;
        calls = null;
        if (ending == null) {
            LOG.warn(
                    "master={} ended the stream before SUBSCRIBED: {}",
                    subscription.endpoint(),
                    reason);
        } else {
            ending.close(reason);
        }
        // A connection that is left over may lead to the same master, which may be frozen.
        link.renew();
        if (isTornDown()) {
            stop();
        }
        if (stopped.isDone()) {
            return;
        }
        if (ending != null) {
            LOG.warn(
                    "framework={} master={} disconnected: {}",
                    framework.getName(),
                    subscription.endpoint(),
                    reason);
            delivery.disconnected(reason);
        }
        pause();
    }

    /** Delivers events until there are no more; returns why. */
    private String deliverAll(Subscription subscription) throws InterruptedException {
        Duration patience = config.callTimeout();
        while (true) {
            switch (subscription.events().take(patience)) {
                case EventStream.Take.Events(var events) -> {
                    for (Event event : events) {
                        if (stopped.isDone()) {
                            return CLOSED;
                        }
                        if (event.getType() == Event.Type.SUBSCRIBED) {
                            patience = begin(subscription, event.getSubscribed());
                        }
                        delivery.deliver(event);
                        if (event.getType() == Event.Type.ERROR) {
                            LOG.error(
                                    "framework={} master={} error: {}",
                                    framework.getName(),
                                    subscription.endpoint(),
                                    event.getError().getMessage());
                            stop();
                            return "the master ended the subscription by an error";
                        }
                    }
                }
                case EventStream.Take.Ended(String reason) -> {
                    return reason;
                }
                case EventStream.Take.Silence() -> {
                    return "nothing came from the master for " + patience;
                }
            }
        }
    }

    /** Opens the way for calls; returns how long the master may be silent from now on. */
    private Duration begin(Subscription subscription, Event.Subscribed subscribed) {
        framework = framework.toBuilder().setId(subscribed.getFrameworkId()).build();
        calls = new CallQueue(link, config.permit(), subscription, subscribed.getFrameworkId());
        watch = LeaderWatch.start(config, subscription, subscribed);
        backoff.reset();
        lastFailure = "";
        LOG.info(
                "framework={} id={} master={} subscribed",
                framework.getName(),
                subscribed.getFrameworkId().getValue(),
                subscription.endpoint());
        return subscribed.getHeartbeatIntervalSeconds() > 0
                ? Duration.ofNanos((long) (subscribed.getHeartbeatIntervalSeconds() * 1e9))
                        .multipliedBy(config.heartbeatsMissedMax())
                : config.callTimeout();
    }

    /** A stream may end before the answer to the TEARDOWN that ended it has come. */
    private boolean isTornDown() {
        CompletableFuture<CallResult> last = teardown;
        if (last == null) {
            return false;
        }
        try {
            return last.orTimeout(config.callTimeout().toNanos(), TimeUnit.NANOSECONDS).join()
                    instanceof CallResult.Accepted;
        } catch (CompletionException e) {
            return false;
        } finally {
            teardown = null;
        }
    }

    /** Soon for a while after a subscription was lost, less and less often then. */
    private void pause() throws InterruptedException {
        if (System.nanoTime() - lastLost < QUICK.toNanos()) {
            long bound = config.backoffMin().toNanos();
            pause(Duration.ofNanos(bound / 2 + random.nextLong(bound / 2 + 1)));
        } else {
            pause(backoff.next());
        }
    }

    private void pause(Duration time) throws InterruptedException {
        try {
            stopped.get(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // The wait is over; the loop goes on.
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}

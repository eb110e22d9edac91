package io.mesocosm.scheduler;

import io.mesocosm.protocol.v1.MasterInfo;
import io.mesocosm.protocol.v1.scheduler.Event;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the masters now and then who leads, beside a subscription: a leader that is frozen, or cut
 * off from the others, keeps its connections and says nothing, while another one leads. What all
 * masters know takes a moment to spread, so that only what is told twice ends the subscription.
 *
 * <p>Asks by {@code /redirect} (spec §0.4), each time over a connection of its own: an old one may
 * end at the old leader whatever its address stands for by now.
 */
final class LeaderWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LeaderWatch.class);

    private final SchedulerConfig config;
    private final Subscription subscription;
    private final Set<String> subscribedTo;
    private final CountDownLatch ended = new CountDownLatch(1);

    private LeaderWatch(
            SchedulerConfig config, Subscription subscription, Event.Subscribed subscribed) {
        this.config = config;
        this.subscription = subscription;
        this.subscribedTo = names(subscription, subscribed);
    }

    /** The names of the leader that is subscribed to: the one it was found by and its own ones. */
    private static Set<String> names(Subscription subscription, Event.Subscribed subscribed) {
        Set<String> names = new HashSet<>();
        names.add(subscription.endpoint().getAuthority());
        if (subscribed.hasMasterInfo()) {
            MasterInfo master = subscribed.getMasterInfo();
            names.add(master.getHostname() + ":" + master.getPort());
            names.add(master.getAddress().getHostname() + ":" + master.getAddress().getPort());
            names.add(master.getAddress().getIp() + ":" + master.getAddress().getPort());
        }
        return Set.copyOf(names);
    }

    static LeaderWatch start(
            SchedulerConfig config, Subscription subscription, Event.Subscribed subscribed) {
        LeaderWatch watch = new LeaderWatch(config, subscription, subscribed);
        Thread.ofVirtual().name("mesos-leader-watch").start(watch::run);
        return watch;
    }

    private void run() {
        try {
            @Nullable String told = null;
            while (!ended.await(config.leaderCheck().toNanos(), TimeUnit.NANOSECONDS)) {
                @Nullable String other = another();
                if (other != null && other.equals(told)) {
                    subscription
                            .events()
                            .cancel(
                                    subscription.endpoint()
                                            + " is said not to lead any more, but "
                                            + other);
                    return;
                }
                told = other;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The leader that the masters tell of, if it is another one and none tells of this one. */
    private @Nullable String another() {
        @Nullable String other = null;
        for (URI master : config.masters()) {
            Optional<String> leader = leader(master);
            if (leader.isPresent() && subscribedTo.contains(leader.get())) {
                return null;
            }
            other = leader.orElse(other);
        }
        return other;
    }

    private Optional<String> leader(URI master) {
        try {
            URI redirect = MasterLink.redirectOf(master);
            if (!(redirect.toURL().openConnection() instanceof HttpURLConnection connection)) {
                return Optional.empty();
            }
            connection.setInstanceFollowRedirects(false);
            connection.setConnectTimeout((int) config.leaderCheck().toMillis());
            connection.setReadTimeout((int) config.leaderCheck().toMillis());
            connection.setRequestProperty("Connection", "close");
            config.credentials()
                    .ifPresent(c -> connection.setRequestProperty("Authorization", c.header()));
            if (connection instanceof HttpsURLConnection secure) {
                config.tls().ifPresent(tls -> secure.setSSLSocketFactory(tls.getSocketFactory()));
            }
            try {
                String location = connection.getHeaderField("Location");
                return connection.getResponseCode() == 307 && location != null
                        ? Optional.ofNullable(redirect.resolve(location).getAuthority())
                        : Optional.empty();
            } finally {
                connection.disconnect();
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("master={} does not tell who leads: {}", master, e.toString());
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        ended.countDown();
    }
}

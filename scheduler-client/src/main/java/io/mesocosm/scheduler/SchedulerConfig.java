package io.mesocosm.scheduler;

import io.mesocosm.protocol.media.MessageFormat;
import io.mesocosm.protocol.recordio.RecordDecoder;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;

/**
 * How a {@link SchedulerClient} reaches its masters; start from {@link #of} and change what
 * differs.
 *
 * @param masters where to ask for the leading master: {@code http} or {@code https} addresses of
 *     any of the masters
 * @param format the form of calls and events
 * @param credentials sent with each request
 * @param tls for {@code https} masters; the JVM's own trust if empty: which authorities are
 *     trusted, and the certificate to be known by, if masters are to know the client by one. Used
 *     for all that is sent, so that a context which changes its certificate while it runs shows the
 *     new one on each connection made after that; those that are open stay
 * @param connectTimeout how long a connection may take to be made
 * @param callTimeout how long an answer to a call may take
 * @param backoffMin the longest wait before an attempt to subscribe again in the first seconds
 *     after a subscription has ended; doubles with each failure after that
 * @param backoffMax the longest wait between attempts
 * @param heartbeatsMissedMax after this many intervals without any event the connection counts as
 *     dead
 * @param eventSizeMax events larger than this break the connection
 * @param suppressedRoles roles that are to get no offers after a subscription
 * @param leaderCheck how often the masters are asked whether another one leads than the one that is
 *     subscribed to, which may be frozen; the client goes over when they say so twice
 * @param permit asked right before anything is sent: while it says no, nothing is sent, and calls
 *     wait; for a framework of which several instances stand by for one another
 */
public record SchedulerConfig(
        List<URI> masters,
        MessageFormat format,
        Optional<BasicCredentials> credentials,
        Optional<SSLContext> tls,
        Duration connectTimeout,
        Duration callTimeout,
        Duration backoffMin,
        Duration backoffMax,
        int heartbeatsMissedMax,
        int eventSizeMax,
        List<String> suppressedRoles,
        Duration leaderCheck,
        BooleanSupplier permit) {

    public SchedulerConfig {
        masters = List.copyOf(masters);
        suppressedRoles = List.copyOf(suppressedRoles);
        if (masters.isEmpty()) {
            throw new IllegalArgumentException(
                    "at least one master is needed, such as http://127.0.0.1:5050");
        }
        for (URI master : masters) {
            if (master.getHost() == null
                    || !List.of("http", "https").contains(master.getScheme())) {
                throw new IllegalArgumentException(
                        "a master's address is like http://host:5050 or https://host:5050, not "
                                + master);
            }
        }
        if (backoffMin.isNegative()
                || backoffMin.isZero()
                || backoffMax.compareTo(backoffMin) < 0) {
            throw new IllegalArgumentException(
                    "back-off must rise from above zero, not from "
                            + backoffMin
                            + " to "
                            + backoffMax);
        }
        if (!leaderCheck.isPositive()) {
            throw new IllegalArgumentException(
                    "the time between two looks for the leader must be positive, not "
                            + leaderCheck);
        }
        if (heartbeatsMissedMax < 1) {
            throw new IllegalArgumentException(
                    "heartbeatsMissedMax must be positive, not " + heartbeatsMissedMax);
        }
    }

    /**
     * Protobuf, no credentials, five missed heartbeats, a look for the leader every 3 seconds,
     * back-off from 0.25 to 15 seconds.
     */
    public static SchedulerConfig of(String... masters) {
        return new SchedulerConfig(
                Arrays.stream(masters).map(URI::create).toList(),
                MessageFormat.PROTOBUF,
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofMillis(250),
                Duration.ofSeconds(15),
                5,
                RecordDecoder.DEFAULT_RECORD_SIZE_MAX,
                List.of(),
                Duration.ofSeconds(3),
                () -> true);
    }

    public SchedulerConfig withFormat(MessageFormat format) {
        return new SchedulerConfig(
                masters,
                format,
                credentials,
                tls,
                connectTimeout,
                callTimeout,
                backoffMin,
                backoffMax,
                heartbeatsMissedMax,
                eventSizeMax,
                suppressedRoles,
                leaderCheck,
                permit);
    }

    public SchedulerConfig withCredentials(BasicCredentials credentials) {
        return new SchedulerConfig(
                masters,
                format,
                Optional.of(credentials),
                tls,
                connectTimeout,
                callTimeout,
                backoffMin,
                backoffMax,
                heartbeatsMissedMax,
                eventSizeMax,
                suppressedRoles,
                leaderCheck,
                permit);
    }

    /** Reaches {@code https} masters by this context, as {@link #tls} says. */
    public SchedulerConfig withTls(SSLContext tls) {
        return new SchedulerConfig(
                masters,
                format,
                credentials,
                Optional.of(tls),
                connectTimeout,
                callTimeout,
                backoffMin,
                backoffMax,
                heartbeatsMissedMax,
                eventSizeMax,
                suppressedRoles,
                leaderCheck,
                permit);
    }

    public SchedulerConfig withTimeouts(Duration connectTimeout, Duration callTimeout) {
        return new SchedulerConfig(
                masters,
                format,
                credentials,
                tls,
                connectTimeout,
                callTimeout,
                backoffMin,
                backoffMax,
                heartbeatsMissedMax,
                eventSizeMax,
                suppressedRoles,
                leaderCheck,
                permit);
    }

    public SchedulerConfig withBackoff(Duration backoffMin, Duration backoffMax) {
        return new SchedulerConfig(
                masters,
                format,
                credentials,
                tls,
                connectTimeout,
                callTimeout,
                backoffMin,
                backoffMax,
                heartbeatsMissedMax,
                eventSizeMax,
                suppressedRoles,
                leaderCheck,
                permit);
    }

    public SchedulerConfig withEventSizeMax(int eventSizeMax) {
        return new SchedulerConfig(
                masters,
                format,
                credentials,
                tls,
                connectTimeout,
                callTimeout,
                backoffMin,
                backoffMax,
                heartbeatsMissedMax,
                eventSizeMax,
                suppressedRoles,
                leaderCheck,
                permit);
    }

    public SchedulerConfig withSuppressedRoles(List<String> suppressedRoles) {
        return new SchedulerConfig(
                masters,
                format,
                credentials,
                tls,
                connectTimeout,
                callTimeout,
                backoffMin,
                backoffMax,
                heartbeatsMissedMax,
                eventSizeMax,
                suppressedRoles,
                leaderCheck,
                permit);
    }

    public SchedulerConfig withLeaderCheck(Duration leaderCheck) {
        return new SchedulerConfig(
                masters,
                format,
                credentials,
                tls,
                connectTimeout,
                callTimeout,
                backoffMin,
                backoffMax,
                heartbeatsMissedMax,
                eventSizeMax,
                suppressedRoles,
                leaderCheck,
                permit);
    }

    public SchedulerConfig withPermit(BooleanSupplier permit) {
        return new SchedulerConfig(
                masters,
                format,
                credentials,
                tls,
                connectTimeout,
                callTimeout,
                backoffMin,
                backoffMax,
                heartbeatsMissedMax,
                eventSizeMax,
                suppressedRoles,
                leaderCheck,
                permit);
    }
}

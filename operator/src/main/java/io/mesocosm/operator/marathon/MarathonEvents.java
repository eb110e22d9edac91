package io.mesocosm.operator.marathon;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mesocosm.operator.child.ClusterName;
import io.mesocosm.operator.connection.Unreachable;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to the event streams of Marathons and tells which apps an event is about; after each
 * connection, that anything may have happened. Each stream has a thread of its own.
 */
public final class MarathonEvents implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MarathonEvents.class);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> OF_A_TASK =
            Set.of(
                    "status_update_event",
                    "instance_changed_event",
                    "health_status_changed_event",
                    "instance_health_changed_event");

    private record Listener(Thread thread, CountDownLatch ended) {}

    private final MarathonApi api;
    private final BiConsumer<ClusterName, String> onApp;
    private final BiConsumer<ClusterName, String> onTask;
    private final Consumer<ClusterName> onAnything;
    private final Predicate<ClusterName> isThere;
    private final Map<ClusterName, Listener> listeners = new ConcurrentHashMap<>();

    /**
     * @param onApp told of a cluster and the id of an app of it
     * @param onTask the same, where only one of the app's tasks has changed
     * @param onAnything told of a cluster all of whose apps may have changed
     * @param isThere whether a cluster's Marathon is still to be listened to
     */
    public MarathonEvents(
            MarathonApi api,
            BiConsumer<ClusterName, String> onApp,
            BiConsumer<ClusterName, String> onTask,
            Consumer<ClusterName> onAnything,
            Predicate<ClusterName> isThere) {
        this.api = api;
        this.onApp = onApp;
        this.onTask = onTask;
        this.onAnything = onAnything;
        this.isThere = isThere;
    }

    /** Listens to a cluster's Marathon from now on. */
    public void follow(ClusterName cluster) {
        listeners.computeIfAbsent(
                cluster,
                _ -> {
                    CountDownLatch ended = new CountDownLatch(1);
                    Thread thread =
                            Thread.ofVirtual()
                                    .name("marathon-events-" + cluster)
                                    .start(() -> listen(cluster, ended));
                    return new Listener(thread, ended);
                });
    }

    /** Listens anew, where it listens, for it may listen to a Marathon of the past. */
    public void followAgain(ClusterName cluster) {
        if (listeners.containsKey(cluster)) {
            forget(cluster);
            follow(cluster);
        }
    }

    /** No longer listens to a cluster's Marathon. */
    public void forget(ClusterName cluster) {
        Listener listener = listeners.remove(cluster);
        if (listener != null) {
            listener.ended.countDown();
            listener.thread.interrupt();
        }
    }

    private void listen(ClusterName cluster, CountDownLatch ended) {
        try {
            do {
                try (Stream<String> lines = api.events(cluster)) {
                    LOG.info("cluster={} follows its Marathon", cluster);
                    onAnything.accept(cluster);
                    lines.forEach(line -> read(cluster, line));
                } catch (Unreachable | RuntimeException e) {
                    // A stream that breaks ends in an exception of the stream's; both mean again.
                    LOG.debug("cluster={} events: {}", cluster, e.getMessage());
                }
            } while (isThere.test(cluster)
                    && !ended.await(RETRY.toMillis(), TimeUnit.MILLISECONDS));
            listeners.computeIfPresent(
                    cluster, (_, listener) -> listener.ended.equals(ended) ? null : listener);
        } catch (InterruptedException e) {
            LOG.debug("cluster={} is followed no longer", cluster);
        }
    }

    private void read(ClusterName cluster, String line) {
        if (!line.startsWith("data:")) {
            return;
        }
        try {
            JsonNode event = JSON.readTree(line.substring("data:".length()));
            BiConsumer<ClusterName, String> told = isOfATask(event) ? onTask : onApp;
            apps(event).forEach(app -> told.accept(cluster, app));
        } catch (JsonProcessingException e) {
            LOG.warn("cluster={} sends an event that is no JSON: {}", cluster, e.getMessage());
        }
    }

    /** Whether an event tells of one task: of these there are as many as there are tasks. */
    static boolean isOfATask(JsonNode event) {
        return OF_A_TASK.contains(event.path("eventType").asText());
    }

    /** Ids of the apps that an event is about. */
    static Set<String> apps(JsonNode event) {
        Set<String> apps = new TreeSet<>();
        collect(event, apps);
        String posted = event.path("appDefinition").path("id").asText();
        if (!posted.isEmpty()) {
            apps.add(posted);
        }
        return apps;
    }

    private static void collect(JsonNode node, Set<String> apps) {
        node.properties()
                .forEach(
                        field -> {
                            boolean names =
                                    Set.of("appId", "runSpecId", "app").contains(field.getKey());
                            if (names && field.getValue().isTextual()) {
                                apps.add(field.getValue().textValue());
                            }
                            collect(field.getValue(), apps);
                        });
        if (node.isArray()) {
            node.forEach(
                    element -> {
                        if (element.isContainerNode()) {
                            collect(element, apps);
                        }
                    });
        }
    }

    @Override
    public void close() {
        Set.copyOf(listeners.keySet()).forEach(this::forget);
    }
}

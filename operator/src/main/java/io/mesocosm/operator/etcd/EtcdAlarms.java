package io.mesocosm.operator.etcd;

import io.mesocosm.operator.child.ClusterName;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows which etcds have used up their disk quota, and take no more writes. Asks in the background,
 * so that nobody who reconciles waits for an etcd. Safe for any thread.
 */
public final class EtcdAlarms {
    /** How often to look: as long is what is known at most out of date. */
    public static final Duration INTERVAL = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final int port;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final Map<ClusterName, Known> known = new ConcurrentHashMap<>();

    /**
     * What an etcd said last.
     *
     * @param asks so far: each goes to another member
     */
    private record Known(boolean full, int asks) {}

    /** For members that say how they are where the operator lets them. */
    public EtcdAlarms() {
        this(EtcdObjects.METRICS);
    }

    EtcdAlarms(int port) {
        this.port = port;
    }

    /**
     * Whether a member said, when one was asked last, that there is no space; one is asked again.
     *
     * @param members their addresses
     */
    public boolean isFull(ClusterName cluster, List<String> members) {
        Known now =
                known.compute(
                        cluster,
                        (_, before) ->
                                before == null
                                        ? new Known(false, 1)
                                        : new Known(before.full, before.asks + 1));
        if (!members.isEmpty()) {
            ask(cluster, members.get(now.asks % members.size()));
        }
        return now.full;
    }

    private void ask(ClusterName cluster, String member) {
        String host = member.contains(":") ? "[" + member + "]" : member;
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + "/health"))
                        .timeout(PATIENCE)
                        .build();
        // An alarm is the whole etcd's. A member that does not answer leaves what is known.
        var _ =
                http.sendAsync(request, BodyHandlers.ofString())
                        .thenAccept(answer -> learn(cluster, answer));
    }

    private void learn(ClusterName cluster, HttpResponse<String> answer) {
        boolean full = answer.body().contains("NOSPACE");
        if (full || answer.statusCode() == 200) {
            known.computeIfPresent(cluster, (_, before) -> new Known(full, before.asks));
        }
    }

    /** Forgets a cluster that is gone. */
    public void forget(ClusterName cluster) {
        known.remove(cluster);
    }
}

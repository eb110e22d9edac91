package io.mesocosm.pod.leader;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.pod.KubernetesApi;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Points a Kubernetes Service that has no selector at the process that leads, by the Service's one
 * EndpointSlice, which bears the Service's name. The slice carries the leader's term, and is
 * written against the version that was read: a leader of the past never points the Service back at
 * itself.
 *
 * <p>Its methods may be called by any thread and never wait.
 */
public final class LeaderService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderService.class);
    private static final long RETRY_MILLIS = 100;
    private static final long RETRY_MOST_MILLIS = 2_000;
    private static final Duration CHECK = Duration.ofSeconds(5);

    private final EndpointSlices slices;
    private final Duration check;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("leader-service").daemon().factory());

    // Of the thread.
    private @Nullable Placement placement;
    private @Nullable String said;
    private int failures;
    private int leads;

    /**
     * @param check how often it is looked whether the slice is so still
     */
    LeaderService(EndpointSlices slices, Duration check) {
        this.slices = requireNonNull(slices, "slices");
        this.check = requireNonNull(check, "check");
    }

    /**
     * The Service of this pod's cluster, reached with the pod's own ServiceAccount, which must be
     * allowed to get and update the slice.
     *
     * @param service NAMESPACE/NAME
     * @param environment the process's: it says where the API server is
     * @throws IOException when this is no pod, or its ServiceAccount's token is not mounted
     * @throws IllegalArgumentException when the service is not of that form
     */
    public static LeaderService inPod(String service, Map<String, String> environment)
            throws IOException {
        String[] parts = service.split("/", -1);
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw new IllegalArgumentException(
                    "the leader's service is NAMESPACE/NAME, not '" + service + "'");
        }
        KubernetesApi api = KubernetesApi.ofPod("a leader's service can be kept", environment);
        return new LeaderService(new KubernetesSlice(api, parts[0], parts[1]), CHECK);
    }

    /**
     * Points the Service here, tries until it is so, and keeps it so until {@link #close()} or
     * until another of a higher term has taken it.
     *
     * @param ip where the leader listens, an IPv4 or IPv6 address
     * @param ports by their names in the Service
     */
    public void lead(String ip, Map<String, Integer> ports, long term) {
        Placement next = new Placement(ip, ports, term);
        run(
                () -> {
                    placement = next;
                    failures = 0;
                    point(++leads);
                },
                0);
    }

    /**
     * @param number of the call to {@link #lead}: an earlier one's checks end with the next
     */
    private void point(int number) {
        Placement wanted = placement;
        if (wanted == null || number != leads) {
            return;
        }
        long again;
        try {
            again = pointAt(wanted) ? check.toMillis() : 0;
            failures = 0;
        } catch (IOException e) {
            say("%s does not point here yet: %s".formatted(slices, e.getMessage()));
            again = Math.min(RETRY_MOST_MILLIS, RETRY_MILLIS << Math.min(failures++, 10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        run(() -> point(number), again);
    }

    /** Whether the slice was found so; false when it was written and is to be read again. */
    private boolean pointAt(Placement wanted) throws IOException, InterruptedException {
        ObjectNode slice = slices.read();
        if (wanted.isSupersededIn(slice)) {
            placement = null;
            say("%s follows a leader of a higher term than %d".formatted(slices, wanted.term()));
            return true;
        }
        if (wanted.isIn(slice)) {
            say("%s points at %s, term %d".formatted(slices, wanted.ip(), wanted.term()));
            return true;
        }
        slices.replace(wanted.writeTo(slice));
        return false;
    }

    private void say(String what) {
        if (!what.equals(said)) {
            LOG.info(what);
            said = what;
        }
    }

    private void run(Runnable work, long millis) {
        try {
            var _ = thread.schedule(guarded(work), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed");
        }
    }

    private static Runnable guarded(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.error("the leader's service is no longer kept", e);
            }
        };
    }

    /** Leaves the slice as it is: the next leader replaces it. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}

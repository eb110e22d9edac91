package io.mesocosm.marathon.main;

import io.mesocosm.pod.leader.LeaderService;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Points the Kubernetes Service that the flags name, if any, at this Marathon when it leads. */
final class LeaderAnnouncement implements AutoCloseable {

    private static final String PORT_NAME = "http";

    private final @Nullable LeaderService service;
    private final String ip;
    private final int port;

    private LeaderAnnouncement(@Nullable LeaderService service, String ip, int port) {
        this.service = service;
        this.ip = ip;
        this.port = port;
    }

    /**
     * What the flags ask for.
     *
     * @throws IOException when this is no pod, or one without a ServiceAccount's token
     */
    static LeaderAnnouncement of(StateFlags flags, int port, Map<String, String> environment)
            throws IOException {
        Optional<String> service = flags.leaderService();
        return service.isEmpty()
                ? new LeaderAnnouncement(null, "", port)
                : new LeaderAnnouncement(
                        LeaderService.inPod(service.get(), environment),
                        flags.advertisedIp(),
                        port);
    }

    /** This Marathon leads, in this term. */
    void leads(long term) {
        if (service != null) {
            service.lead(ip, Map.of(PORT_NAME, port), term);
        }
    }

    @Override
    public void close() {
        if (service != null) {
            service.close();
        }
    }
}

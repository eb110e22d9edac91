package io.mesocosm.master.server.state;

import static java.util.Objects.requireNonNull;

import io.mesocosm.protocol.v1.DomainInfo;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What this master says of itself; {@code flags} are the effective ones as strings. */
public record MasterIdentity(
        String id,
        String ip,
        int port,
        String hostname,
        @Nullable String cluster,
        @Nullable DomainInfo domain,
        Instant started,
        Instant elected,
        Map<String, String> flags) {

    /** What this master can do, by MasterInfo.Capability.Type. */
    public static final List<String> CAPABILITIES =
            List.of("AGENT_UPDATE", "AGENT_DRAINING", "QUOTA_V2");

    public MasterIdentity {
        requireNonNull(id, "id");
        requireNonNull(ip, "ip");
        requireNonNull(hostname, "hostname");
        flags = Map.copyOf(flags);
    }

    /** The same for those who may not see the flags. */
    public MasterIdentity withoutFlags() {
        return new MasterIdentity(
                id, ip, port, hostname, cluster, domain, started, elected, Map.of());
    }

    /** The master's process id as Mesos writes it. */
    public String pid() {
        return "master@" + ip + ":" + port;
    }
}

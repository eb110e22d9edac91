package io.mesocosm.master.server;

import static java.util.Objects.requireNonNull;

import io.mesocosm.http.Credentials;
import io.mesocosm.master.core.MasterConfig;
import io.mesocosm.protocol.v1.DomainInfo;
import io.mesocosm.store.etcd.EtcdOptions;
import io.mesocosm.tls.TlsFiles;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a master is started with.
 *
 * @param core what the state machine goes by
 * @param addresses where it listens and what it tells others of that
 * @param registryFile where the registry lies when there is no etcd; null keeps it in memory
 * @param etcd where the registry lies and the leader is elected; null for a master alone
 * @param cluster the cluster's name, or null
 * @param domain where the master stands, or null
 * @param security who must prove who they are
 * @param operatorStreamsMax how many may subscribe to the operator API's events
 * @param logFile the master's own log, readable as /master/log; null for none
 * @param flags all flags in effect, as /flags tells them
 */
public record MasterSettings(
        MasterConfig core,
        Addresses addresses,
        @Nullable Path registryFile,
        @Nullable EtcdOptions etcd,
        @Nullable String cluster,
        @Nullable DomainInfo domain,
        Security security,
        int operatorStreamsMax,
        @Nullable Path logFile,
        Map<String, String> flags) {

    public MasterSettings {
        requireNonNull(core, "core");
        requireNonNull(addresses, "addresses");
        requireNonNull(security, "security");
        flags = Map.copyOf(flags);
    }

    /**
     * Where the master listens, and what it tells of that.
     *
     * @param ip bound by HTTP and the agent link
     * @param port of HTTP
     * @param linkPort of the agent link
     * @param hostname by which clients reach this master
     * @param advertisedIp told to others in place of the bound one
     * @param probePort of the plain port for probes; null for none
     */
    public record Addresses(
            String ip,
            int port,
            int linkPort,
            String hostname,
            String advertisedIp,
            @Nullable Integer probePort) {
        public Addresses {
            requireNonNull(ip, "ip");
            requireNonNull(hostname, "hostname");
            requireNonNull(advertisedIp, "advertisedIp");
        }
    }

    /**
     * Who must prove who they are.
     *
     * @param credentials principals and secrets, null for none
     * @param readonly whether the read-only endpoints ask for them
     * @param readwrite whether the operator API and the endpoints that change things do
     * @param frameworks whether the scheduler API does
     * @param tls the master's own identity, with which it serves and reaches agents; null for plain
     *     text
     */
    public record Security(
            @Nullable Credentials credentials,
            boolean readonly,
            boolean readwrite,
            boolean frameworks,
            @Nullable TlsFiles tls) {
        public static final Security NONE = new Security(null, false, false, false, null);
    }
}

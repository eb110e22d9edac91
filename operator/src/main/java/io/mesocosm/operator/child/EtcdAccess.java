package io.mesocosm.operator.child;

import io.mesocosm.crds.cluster.Etcd;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How masters and Marathons reach the etcd that keeps a cluster's state.
 *
 * @param endpoints each as host:port
 * @param prefix what begins the cluster's keys
 * @param tlsSecret of an etcd that somebody else runs: has the files of a TLS client; null for none
 * @param identity folder in a pod with those files, null for a plain connection
 */
public record EtcdAccess(
        List<String> endpoints,
        String prefix,
        @Nullable String tlsSecret,
        @Nullable String identity) {
    /** Where clients reach a member of an etcd that the operator makes. */
    public static final int CLIENTS = 2379;

    /** Where the files of {@link #tlsSecret} are in a pod. */
    static final String TLS = "/etc/mesocosm/etcd";

    static EtcdAccess of(Blueprint blueprint, Etcd etcd) {
        String own = "/mesocosm/%s/%s/".formatted(blueprint.namespace(), blueprint.name());
        Etcd.External external = etcd.external();
        if (external != null) {
            String prefix = external.prefix();
            return new EtcdAccess(
                    external.endpoints(),
                    prefix == null ? own : prefix,
                    external.tlsSecret(),
                    external.tlsSecret() == null ? null : TLS);
        }
        Etcd.Managed managed = etcd.managed();
        String begun = managed == null ? null : managed.prefix();
        return new EtcdAccess(
                IntStream.range(0, managed == null ? 0 : members(managed))
                        .mapToObj(i -> member(blueprint, i) + ":" + CLIENTS)
                        .toList(),
                begun == null ? own : begun,
                null,
                blueprint.isSecured() ? Secured.IDENTITY : null);
    }

    /** How many members an etcd has that the operator makes. */
    public static int members(Etcd.Managed managed) {
        Integer given = managed.members();
        return given == null ? 3 : given;
    }

    /** The name by which a member is reached. */
    public static String member(Blueprint blueprint, int number) {
        String set = blueprint.named(Component.ETCD.label());
        return "%s-%d.%s.%s.svc".formatted(set, number, set, blueprint.namespace());
    }

    /** The flags that say so to a master or a Marathon. */
    List<String> flags() {
        List<String> flags =
                new ArrayList<>(
                        List.of(
                                "--etcd=" + String.join(",", endpoints),
                                "--etcd_prefix=" + prefix));
        if (identity != null) {
            flags.add("--etcd_ca_file=" + identity + "/ca.crt");
            flags.add("--etcd_cert_file=" + identity + "/tls.crt");
            flags.add("--etcd_key_file=" + identity + "/tls.key");
        }
        return flags;
    }
}

package io.mesocosm.operator.app;

import io.mesocosm.crds.app.AppSpec;
import io.mesocosm.crds.app.Container;
import io.mesocosm.crds.app.Fetch;
import io.mesocosm.crds.cluster.AgentPool;
import io.mesocosm.crds.cluster.AgentPool.AppPolicy;
import io.mesocosm.crds.cluster.AgentPool.RootFilesystem;
import io.mesocosm.crds.cluster.MesosCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which of a cluster's pools may run an App (design §5): a restricted pool, and by default every
 * pool is, runs none that reaches the node's files or asks for rights that containers do not have.
 */
final class PoolRules {

    /** What a restricted pool does not run, by the field, and what to do in place of it. */
    record Breach(String field, String remedy) {}

    private PoolRules() {}

    static List<AgentPool> pools(MesosCluster cluster) {
        List<AgentPool> pools = cluster.getSpec().agents();
        return pools == null ? List.of() : pools;
    }

    /** The pools that may run an App: all, some, or none. */
    static List<AgentPool> allowed(AppSpec spec, MesosCluster cluster) {
        return pools(cluster).stream().filter(pool -> breach(spec, pool).isEmpty()).toList();
    }

    /** What keeps an App from all pools, where no pool may run it. */
    static Optional<Breach> breach(AppSpec spec, MesosCluster cluster) {
        return pools(cluster).isEmpty() || !allowed(spec, cluster).isEmpty()
                ? Optional.empty()
                : breach(spec, pools(cluster).getFirst());
    }

    private static Optional<Breach> breach(AppSpec spec, AgentPool pool) {
        if (pool.apps() == AppPolicy.Privileged) {
            return Optional.empty();
        }
        Container container = spec.container();
        return volumes(container)
                .or(() -> rights(container))
                .or(() -> fetched(spec))
                .or(() -> rootFilesystem(container, pool));
    }

    private static Optional<Breach> volumes(@Nullable Container container) {
        List<Container.Volume> volumes = container == null ? null : container.volumes();
        for (int i = 0; volumes != null && i < volumes.size(); i++) {
            String path = volumes.get(i).hostPath();
            // Without a slash it is a folder of the sandbox.
            if (path != null && path.startsWith("/")) {
                return breach(
                        "spec.container.volumes[%d].hostPath: %s is a path of the node"
                                .formatted(i, path),
                        "take a folder of the sandbox (a hostPath without a slash before it)");
            }
        }
        return Optional.empty();
    }

    private static Optional<Breach> rights(@Nullable Container container) {
        Container.Docker docker = container == null ? null : container.docker();
        if (docker != null && Boolean.TRUE.equals(docker.privileged())) {
            return breach(
                    "spec.container.docker.privileged: true asks for all rights of the agent",
                    "leave it out");
        }
        Container.LinuxInfo linux = container == null ? null : container.linuxInfo();
        Container.Seccomp seccomp = linux == null ? null : linux.seccomp();
        return seccomp != null && Boolean.TRUE.equals(seccomp.unconfined())
                ? breach(
                        "spec.container.linuxInfo.seccomp.unconfined: true asks for every system call",
                        "leave it out")
                : Optional.empty();
    }

    private static Optional<Breach> fetched(AppSpec spec) {
        List<String> uris = new ArrayList<>();
        List<Fetch> fetch = spec.fetch();
        String field = fetch == null ? "uris" : "fetch";
        if (fetch != null) {
            fetch.forEach(one -> uris.add(one.uri()));
        } else if (spec.uris() != null) {
            uris.addAll(spec.uris());
        }
        for (int i = 0; i < uris.size(); i++) {
            String uri = uris.get(i).strip();
            int colon = uri.indexOf("://");
            // As the agent's fetcher reads it: a path where there is no scheme.
            if (colon < 0 || uri.substring(0, colon).equalsIgnoreCase("file")) {
                return breach(
                        "spec.%s[%d]: %s is a file of the node".formatted(field, i, uri),
                        "take it from a server (http or https)");
            }
        }
        return Optional.empty();
    }

    private static Optional<Breach> rootFilesystem(@Nullable Container container, AgentPool pool) {
        boolean image = container != null && container.docker() != null;
        return image || pool.rootFilesystem() != RootFilesystem.Host
                ? Optional.empty()
                : breach(
                        "spec.container.docker.image: without an image the command sees the node's files (rootFilesystem of pool "
                                + pool.name()
                                + " is Host)",
                        "name an image");
    }

    private static Optional<Breach> breach(String field, String remedy) {
        return Optional.of(new Breach(field, remedy));
    }

    /** The constraint by which an App that not every pool may run stays on those that may. */
    static Optional<List<String>> constraint(AppSpec spec, MesosCluster cluster) {
        List<String> allowed = allowed(spec, cluster).stream().map(AgentPool::name).toList();
        return allowed.isEmpty() || allowed.size() == pools(cluster).size()
                ? Optional.empty()
                : Optional.of(
                        List.of(
                                AgentPool.ATTRIBUTE,
                                allowed.size() == 1 ? "IS" : "LIKE",
                                String.join("|", allowed)));
    }
}

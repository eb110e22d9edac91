package io.mesocosm.operator.master;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.mesocosm.crds.cluster.Masters;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Component;
import io.mesocosm.operator.child.ControlPlane;
import io.mesocosm.operator.child.Elected;
import io.mesocosm.operator.child.Placement;
import io.mesocosm.operator.child.Pods;
import io.mesocosm.operator.child.Secured;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The objects of a cluster's masters. */
public final class MasterObjects {
    public static final int HTTP = 5050;
    public static final int LINK = 5055;
    private static final int PROBES = 5056;

    private static final Map<String, Integer> PORTS =
            new TreeMap<>(Map.of("http", HTTP, "link", LINK));

    private MasterObjects() {}

    /**
     * Where a framework finds the leader. Where one is elected, any master knows it, and sooner
     * than the Service does: until the next leader has pointed that at itself, it leads to a pod
     * that is gone, where a connection is not even refused.
     */
    public static List<String> urls(Blueprint blueprint) {
        if (!blueprint.elects()) {
            return List.of(url(blueprint, blueprint.masterHost()));
        }
        return IntStream.range(0, blueprint.masterCount())
                .mapToObj(i -> blueprint.named("master-" + i) + "." + blueprint.mastersHost())
                .map(host -> url(blueprint, host))
                .toList();
    }

    private static String url(Blueprint blueprint, String host) {
        return blueprint.scheme() + host + ":" + HTTP;
    }

    /**
     * Where an agent finds the leader: for the same reason the name of all, where one is elected.
     */
    public static String link(Blueprint blueprint) {
        return (blueprint.elects() ? blueprint.mastersHost() : blueprint.masterHost()) + ":" + LINK;
    }

    public static List<HasMetadata> of(Blueprint blueprint) {
        Masters masters = blueprint.masters();
        List<HasMetadata> objects = new ArrayList<>();
        Optional<Acls> acls = Acls.of(blueprint);
        acls.ifPresent(rules -> objects.add(rules.configMap(blueprint)));
        plane(blueprint, masters).stream()
                .map(
                        object ->
                                object instanceof StatefulSet set && acls.isPresent()
                                        ? ruled(set, acls.get())
                                        : object)
                .forEach(objects::add);
        return objects;
    }

    private static StatefulSet ruled(StatefulSet set, Acls acls) {
        return new StatefulSetBuilder(set)
                .editSpec()
                .editTemplate()
                .editMetadata()
                .addToAnnotations(Acls.MARK, acls.mark())
                .endMetadata()
                .editSpec()
                .editFirstContainer()
                .addToVolumeMounts(acls.mount())
                .endContainer()
                .addToVolumes(acls.volume())
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static List<HasMetadata> plane(Blueprint blueprint, Masters masters) {
        return new ControlPlane(
                        Component.MASTER,
                        PORTS,
                        PROBES,
                        blueprint.named("masters"),
                        blueprint.masterCount(),
                        masters.storage(),
                        new Placement(
                                masters.nodeSelector(),
                                masters.tolerations(),
                                masters.antiAffinity()))
                .objects(blueprint, container(blueprint, masters));
    }

    private static Container container(Blueprint blueprint, Masters masters) {
        return new ContainerBuilder(Pods.controlPlane(blueprint, Component.MASTER))
                .withArgs(Pods.flags(flags(blueprint), masters.flags()))
                .withEnv(Pods.environment(masters.jvmOptions()))
                .withPorts(
                        Pods.port("http", HTTP),
                        Pods.port("link", LINK),
                        Pods.port("probes", PROBES))
                .withResources(Pods.resources(masters.resources(), "250m", "1280Mi"))
                .withStartupProbe(Pods.probe("/health", "probes", 1, 120))
                .withReadinessProbe(Pods.probe("/ready", "probes", 2, 2))
                .withLivenessProbe(Pods.probe("/health", "probes", 10, 6))
                .build();
    }

    private static List<String> flags(Blueprint blueprint) {
        List<String> flags =
                new ArrayList<>(
                        List.of(
                                "--ip=0.0.0.0",
                                "--advertise_ip=$(POD_IP)",
                                "--port=" + HTTP,
                                "--agent_link_port=" + LINK,
                                "--probe_port=" + PROBES,
                                "--hostname="
                                        // A standby sends clients to the leader by its own name.
                                        + (blueprint.elects()
                                                ? "$(POD_NAME)." + blueprint.mastersHost()
                                                : blueprint.masterHost()),
                                "--cluster=" + blueprint.name()));
        flags.addAll(
                blueprint.elects()
                        ? Elected.flags(blueprint, Component.MASTER)
                        : List.of("--work_dir=" + Pods.STATE));
        if (blueprint.isSecured()) {
            flags.addAll(Secured.identityFlags());
            flags.add("--credentials=" + Secured.credentialsFile());
            flags.add("--authenticate_http_readonly");
            flags.add("--authenticate_http_readwrite");
            flags.add("--authenticate_http_frameworks");
        }
        Acls.of(blueprint).ifPresent(acls -> flags.add(acls.flag()));
        return flags;
    }
}

package io.mesocosm.operator.marathon;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.mesocosm.crds.cluster.Marathon;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Component;
import io.mesocosm.operator.child.ControlPlane;
import io.mesocosm.operator.child.Elected;
import io.mesocosm.operator.child.Placement;
import io.mesocosm.operator.child.Pods;
import io.mesocosm.operator.child.Secured;
import io.mesocosm.operator.master.MasterObjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The objects of a cluster's Marathon; none where the cluster wants none. */
public final class MarathonObjects {
    public static final int HTTP = 8080;
    private static final int PROBES = 8081;

    private static final Map<String, Integer> PORTS = Map.of("http", HTTP);

    private MarathonObjects() {}

    public static List<HasMetadata> of(Blueprint blueprint) {
        Marathon marathon = blueprint.marathon();
        if (marathon == null) {
            return List.of();
        }
        return new ControlPlane(
                        Component.MARATHON,
                        PORTS,
                        PROBES,
                        blueprint.named(blueprint.elects() ? "marathons" : "marathon"),
                        blueprint.marathonCount(),
                        marathon.storage(),
                        new Placement(
                                marathon.nodeSelector(),
                                marathon.tolerations(),
                                marathon.antiAffinity()))
                .objects(blueprint, container(blueprint, marathon));
    }

    private static Container container(Blueprint blueprint, Marathon marathon) {
        ContainerBuilder container =
                new ContainerBuilder(Pods.controlPlane(blueprint, Component.MARATHON))
                        .withArgs(Pods.flags(flags(blueprint), marathon.flags()))
                        .withEnv(Pods.environment(marathon.jvmOptions()))
                        .withPorts(Pods.port("http", HTTP), Pods.port("probes", PROBES))
                        .withResources(Pods.resources(marathon.resources(), "250m", "768Mi"));
        // A standby answers /ready itself and sends the rest to the leader, who may be missing.
        return blueprint.elects()
                ? container
                        .withStartupProbe(Pods.listens("probes", 1, 120))
                        .withReadinessProbe(Pods.probe("/ready", "probes", 2, 2))
                        .withLivenessProbe(Pods.listens("probes", 10, 6))
                        .build()
                : container
                        .withStartupProbe(Pods.probe("/ping", "probes", 1, 120))
                        .withReadinessProbe(Pods.probe("/ready", "probes", 2, 2))
                        .withLivenessProbe(Pods.probe("/ping", "probes", 10, 6))
                        .build();
    }

    private static List<String> flags(Blueprint blueprint) {
        List<String> flags =
                new ArrayList<>(
                        List.of(
                                "--master=" + String.join(",", MasterObjects.urls(blueprint)),
                                "--http_address=0.0.0.0",
                                "--probe_port=" + PROBES,
                                "--hostname="
                                        + (blueprint.elects()
                                                ? "$(POD_NAME)." + blueprint.marathonsHost()
                                                : blueprint.marathonHost())));
        if (blueprint.elects()) {
            flags.add("--advertise_ip=$(POD_IP)");
            flags.addAll(Elected.flags(blueprint, Component.MARATHON));
        } else {
            flags.add("--work_dir=" + Pods.STATE);
        }
        if (blueprint.isSecured()) {
            flags.addAll(Secured.identityFlags());
            flags.add("--https_port=" + HTTP);
            flags.add("--disable_http");
            flags.add("--authenticate_http");
            flags.add("--http_credentials_file=" + Secured.credentialsFile());
        } else {
            flags.add("--http_port=" + HTTP);
        }
        return flags;
    }
}

package io.mesocosm.operator.marathon;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.mesocosm.crds.cluster.Marathon;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Component;
import io.mesocosm.operator.child.Networks;
import io.mesocosm.operator.child.Pods;
import io.mesocosm.operator.master.MasterObjects;
import java.util.List;
import java.util.Map;

/** The objects of a cluster's Marathon; none where the cluster wants none. */
public final class MarathonObjects {
    public static final int HTTP = 8080;

    private static final Map<String, Integer> PORTS = Map.of("http", HTTP);

    private MarathonObjects() {}

    public static List<HasMetadata> of(Blueprint blueprint) {
        Marathon marathon = blueprint.marathon();
        if (marathon == null) {
            return List.of();
        }
        return List.of(
                Pods.account(blueprint, Component.MARATHON),
                Networks.service(blueprint, Component.MARATHON, PORTS),
                Networks.policy(blueprint, Component.MARATHON, PORTS),
                Networks.budget(blueprint, Component.MARATHON),
                set(blueprint, marathon));
    }

    private static StatefulSet set(Blueprint blueprint, Marathon marathon) {
        return new StatefulSetBuilder()
                .withMetadata(blueprint.meta(blueprint.named("marathon"), Component.MARATHON))
                .withNewSpec()
                .withReplicas(1)
                .withServiceName(blueprint.named("marathon"))
                .withPodManagementPolicy("Parallel")
                .withNewUpdateStrategy()
                .withType("RollingUpdate")
                .endUpdateStrategy()
                .withNewSelector()
                .withMatchLabels(blueprint.selector(Component.MARATHON))
                .endSelector()
                .withPersistentVolumeClaimRetentionPolicy(Pods.retention(blueprint))
                .withVolumeClaimTemplates(Pods.claim(marathon.storage()))
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(blueprint.labels(Component.MARATHON))
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName(blueprint.named("marathon"))
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withImagePullSecrets(blueprint.pullSecrets())
                .withNodeSelector(marathon.nodeSelector())
                .withTolerations(marathon.tolerations())
                .withSecurityContext(Pods.restrictedPod())
                .withTerminationGracePeriodSeconds(30L)
                .withContainers(container(blueprint, marathon))
                .withVolumes(Pods.passing("tmp"))
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static Container container(Blueprint blueprint, Marathon marathon) {
        List<String> own =
                List.of(
                        "--master=http://" + blueprint.masterHost() + ":" + MasterObjects.HTTP,
                        "--http_address=0.0.0.0",
                        "--http_port=" + HTTP,
                        "--hostname=" + blueprint.marathonHost(),
                        "--work_dir=" + Pods.STATE);
        return new ContainerBuilder(Pods.controlPlane(blueprint, Component.MARATHON))
                .withArgs(Pods.flags(own, marathon.flags()))
                .withEnv(Pods.environment(marathon.jvmOptions()))
                .withPorts(Pods.port("http", HTTP))
                .withResources(Pods.resources(marathon.resources(), "250m", "768Mi"))
                .withStartupProbe(Pods.probe("/ping", "http", 1, 120))
                .withReadinessProbe(Pods.probe("/v2/leader", "http", 2, 2))
                .withLivenessProbe(Pods.probe("/ping", "http", 10, 6))
                .build();
    }
}

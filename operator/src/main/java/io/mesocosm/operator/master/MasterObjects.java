package io.mesocosm.operator.master;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.mesocosm.crds.cluster.Masters;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Component;
import io.mesocosm.operator.child.Networks;
import io.mesocosm.operator.child.Pods;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The objects of a cluster's masters. */
public final class MasterObjects {
    public static final int HTTP = 5050;
    public static final int LINK = 5055;

    private static final Map<String, Integer> PORTS =
            new TreeMap<>(Map.of("http", HTTP, "link", LINK));

    private MasterObjects() {}

    public static List<HasMetadata> of(Blueprint blueprint) {
        return List.of(
                Pods.account(blueprint, Component.MASTER),
                Networks.service(blueprint, Component.MASTER, PORTS),
                Networks.headless(blueprint, Component.MASTER, PORTS),
                Networks.policy(blueprint, Component.MASTER, PORTS),
                Networks.budget(blueprint, Component.MASTER),
                set(blueprint));
    }

    private static StatefulSet set(Blueprint blueprint) {
        Masters masters = blueprint.masters();
        return new StatefulSetBuilder()
                .withMetadata(blueprint.meta(blueprint.named("master"), Component.MASTER))
                .withNewSpec()
                .withReplicas(1)
                .withServiceName(blueprint.named("masters"))
                .withPodManagementPolicy("Parallel")
                .withNewUpdateStrategy()
                .withType("RollingUpdate")
                .endUpdateStrategy()
                .withNewSelector()
                .withMatchLabels(blueprint.selector(Component.MASTER))
                .endSelector()
                .withPersistentVolumeClaimRetentionPolicy(Pods.retention(blueprint))
                .withVolumeClaimTemplates(Pods.claim(masters.storage()))
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(blueprint.labels(Component.MASTER))
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName(blueprint.named("master"))
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withImagePullSecrets(blueprint.pullSecrets())
                .withNodeSelector(masters.nodeSelector())
                .withTolerations(masters.tolerations())
                .withSecurityContext(Pods.restrictedPod())
                .withTerminationGracePeriodSeconds(30L)
                .withContainers(container(blueprint, masters))
                .withVolumes(Pods.passing("tmp"))
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static Container container(Blueprint blueprint, Masters masters) {
        List<String> own =
                List.of(
                        "--ip=0.0.0.0",
                        "--advertise_ip=$(POD_IP)",
                        "--port=" + HTTP,
                        "--agent_link_port=" + LINK,
                        "--hostname=" + blueprint.masterHost(),
                        "--cluster=" + blueprint.name(),
                        "--work_dir=" + Pods.STATE);
        return new ContainerBuilder(Pods.controlPlane(blueprint, Component.MASTER))
                .withArgs(Pods.flags(own, masters.flags()))
                .withEnv(Pods.environment(masters.jvmOptions()))
                .withPorts(Pods.port("http", HTTP), Pods.port("link", LINK))
                .withResources(Pods.resources(masters.resources(), "250m", "1280Mi"))
                .withStartupProbe(Pods.probe("/health", "http", 1, 120))
                .withReadinessProbe(Pods.probe("/health", "http", 2, 2))
                .withLivenessProbe(Pods.probe("/health", "http", 10, 6))
                .build();
    }
}

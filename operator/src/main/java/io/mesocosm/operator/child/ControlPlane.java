package io.mesocosm.operator.child;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.mesocosm.crds.cluster.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What masters and Marathons are alike in. With an embedded store there is one pod with a volume,
 * before which a Service stands. With etcd there are several without, of which one leads and points
 * the Service at itself; the operator replaces them itself, so that the leader comes last.
 *
 * @param ports of its Services
 * @param probes port of the probes and metrics, which are for this pod alone
 * @param governing name of the headless Service that names the pods
 * @param storage of the embedded store
 */
public record ControlPlane(
        Component component,
        Map<String, Integer> ports,
        int probes,
        String governing,
        int replicas,
        @Nullable Storage storage,
        Placement placement) {

    /** All of its objects around a container. */
    public List<HasMetadata> objects(Blueprint blueprint, Container container) {
        List<HasMetadata> objects = new ArrayList<>();
        objects.add(Pods.account(blueprint, component));
        if (blueprint.elects()) {
            objects.addAll(Elected.objects(blueprint, component, ports));
        } else {
            objects.add(Networks.service(blueprint, component, ports));
        }
        if (!governing.equals(blueprint.named(component.label()))) {
            objects.add(Networks.headless(blueprint, component, governing, ports));
        }
        Map<String, Integer> reached = new TreeMap<>(ports);
        reached.put("probes", probes);
        objects.add(Networks.policy(blueprint, component, reached));
        objects.add(Networks.budget(blueprint, component));
        objects.add(set(blueprint, container));
        return objects;
    }

    private StatefulSet set(Blueprint blueprint, Container container) {
        StatefulSet set = plain(blueprint, container);
        return blueprint.elects() ? elected(blueprint, set) : embedded(blueprint, set);
    }

    private StatefulSet plain(Blueprint blueprint, Container container) {
        return new StatefulSetBuilder()
                .withMetadata(blueprint.meta(blueprint.named(component.label()), component))
                .withNewSpec()
                .withReplicas(replicas)
                .withServiceName(governing)
                .withPodManagementPolicy("Parallel")
                .withNewSelector()
                .withMatchLabels(blueprint.selector(component))
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(blueprint.labels(component))
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName(blueprint.named(component.label()))
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withImagePullSecrets(blueprint.pullSecrets())
                .withNodeSelector(placement.nodeSelector())
                .withTolerations(placement.tolerations())
                .withSecurityContext(Pods.restrictedPod())
                .withTerminationGracePeriodSeconds(30L)
                .withContainers(container)
                .withVolumes(Secured.volumes(blueprint, component))
                .addToVolumes(Pods.passing("tmp"))
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private StatefulSet embedded(Blueprint blueprint, StatefulSet set) {
        return new StatefulSetBuilder(set)
                .editSpec()
                .withNewUpdateStrategy()
                .withType("RollingUpdate")
                .endUpdateStrategy()
                .withPersistentVolumeClaimRetentionPolicy(Pods.retention(blueprint))
                .withVolumeClaimTemplates(Pods.claim(storage, "1Gi"))
                .endSpec()
                .build();
    }

    private StatefulSet elected(Blueprint blueprint, StatefulSet set) {
        return new StatefulSetBuilder(set)
                .editSpec()
                .withNewUpdateStrategy()
                .withType("OnDelete")
                .endUpdateStrategy()
                .editTemplate()
                .editSpec()
                .withAffinity(placement.apart(blueprint.selector(component)))
                .addAllToVolumes(Elected.volumes(blueprint))
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }
}

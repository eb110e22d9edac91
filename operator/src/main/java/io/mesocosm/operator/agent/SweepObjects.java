package io.mesocosm.operator.agent;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.mesocosm.crds.cluster.AgentPool;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Component;
import io.mesocosm.operator.child.Labels;
import io.mesocosm.operator.child.Pods;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A DaemonSet for each pool that ends the tasks of a cluster and removes what its agents kept on
 * their nodes: tasks outlive the agent's pod on purpose, so somebody has to. A pod that is ready
 * has done so.
 */
public final class SweepObjects {
    /** In which tasks' cgroups are where systemd runs the node. */
    private static final String UNIT = "mesocosm-tasks.service";

    private SweepObjects() {}

    public static List<HasMetadata> of(Blueprint blueprint) {
        List<HasMetadata> objects = new ArrayList<>();
        if (!blueprint.pools().isEmpty()) {
            objects.add(Pods.account(blueprint, Component.AGENT));
        }
        blueprint.pools().forEach(pool -> objects.add(set(blueprint, pool)));
        return objects;
    }

    public static String name(Blueprint blueprint, AgentPool pool) {
        return blueprint.named("sweep-" + pool.name());
    }

    private static DaemonSet set(Blueprint blueprint, AgentPool pool) {
        DaemonSet agents = PoolObjects.set(blueprint, pool);
        PodSpec pod = agents.getSpec().getTemplate().getSpec();
        ObjectMeta meta = blueprint.meta(name(blueprint, pool), Component.SWEEP);
        meta.getLabels().put(Labels.POOL, pool.name());
        Map<String, String> selector = new TreeMap<>(blueprint.selector(Component.SWEEP));
        selector.put(Labels.POOL, pool.name());
        Container agent = pod.getContainers().getFirst();
        return new DaemonSetBuilder(agents)
                .withMetadata(meta)
                .editSpec()
                .withNewSelector()
                .withMatchLabels(selector)
                .endSelector()
                .editTemplate()
                .withNewMetadata()
                .withLabels(meta.getLabels())
                .endMetadata()
                .editSpec()
                .withInitContainers(ending(agent), removing(agent, pool))
                .withContainers(done(pod.getContainers().getLast(), agent))
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static Container ending(Container agent) {
        List<String> flags = new ArrayList<>(agent.getArgs());
        // Who ends tasks shares the node with nobody, and knows it by a container that is not here.
        flags.remove(PoolObjects.NODE_CPUS);
        flags.add("--recover=cleanup");
        return plain(agent).withName("end-tasks").withArgs(flags).build();
    }

    private static Container removing(Container agent, AgentPool pool) {
        Map<String, String> flags = pool.flags() == null ? Map.of() : pool.flags();
        // Folders must go, or it is tried again; empty cgroups and a bridge without ports may stay.
        // A unit that the agent could not stop has a process that was started from the folder.
        String script =
                """
                set -e
                if [ -d /proc/1/root/run/systemd/system ]; then
                  chroot /proc/1/root systemctl stop %4$s 2>/dev/null || true
                fi
                find %1$s -xdev -mindepth 1 -delete
                for root in /sys/fs/cgroup/%2$s /sys/fs/cgroup/*/%2$s /sys/fs/cgroup/*/%4$s/%2$s; do
                  [ ! -d "$root" ] || find "$root" -depth -type d -exec rmdir {} + || true
                done
                rmdir /sys/fs/cgroup/%4$s /sys/fs/cgroup/*/%4$s 2>/dev/null || true
                ip link delete %3$s || true
                """
                        .formatted(
                                Pods.STATE,
                                flags.getOrDefault("cgroups_root", "mesos"),
                                flags.getOrDefault("bridge_name", "mesosbr0"),
                                UNIT);
        return plain(agent)
                .withName("remove-state")
                .withCommand("/bin/sh", "-c", script)
                .withArgs()
                .build();
    }

    private static ContainerBuilder plain(Container agent) {
        return new ContainerBuilder(agent)
                .removeMatchingFromEnv(e -> PoolObjects.NODE_MILLICPUS.equals(e.getName()))
                .withPorts()
                .withStartupProbe(null)
                .withReadinessProbe(null)
                .withLivenessProbe(null);
    }

    /**
     * Does nothing, on the agent's ports: no agent of another cluster is scheduled on the node
     * while this one's state goes, and where one already is, nothing is swept from under it.
     */
    private static Container done(Container reserved, Container agent) {
        return new ContainerBuilder(reserved)
                .withName("done")
                .withPorts(agent.getPorts())
                .withResources(null)
                .build();
    }
}

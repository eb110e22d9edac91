package io.mesocosm.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.mesocosm.crds.cluster.AgentPool;
import io.mesocosm.crds.cluster.MesosCluster;
import io.mesocosm.operator.agent.SweepObjects;
import io.mesocosm.operator.child.Apply;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Component;
import io.mesocosm.operator.event.EventRecorder;
import io.mesocosm.operator.snapshot.SnapshotClaim;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a cluster, in order: Marathon, so that it starts nothing again; the agents; then,
 * where the cluster does not retain them, tasks and state on every node. All else goes with the
 * resource. Each step looks at what is there, so that an operator that comes anew goes on.
 */
final class ClusterEnd {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterEnd.class);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration AGAIN = Duration.ofSeconds(2);

    private final KubernetesClient client;
    private final EventRecorder events;
    private final Clock clock;

    ClusterEnd(KubernetesClient client, EventRecorder events, Clock clock) {
        this.client = client;
        this.events = events;
        this.clock = clock;
    }

    DeleteControl step(MesosCluster cluster, Blueprint blueprint, Observed observed) {
        observed.set(blueprint.named("marathon")).ifPresent(this::delete);
        if (blueprint.retains()) {
            return DeleteControl.defaultDelete();
        }
        List<Pod> busy =
                Stream.of(Component.MARATHON, Component.AGENT)
                        .flatMap(component -> observed.pods(component).stream())
                        .toList();
        observed.pools().stream().filter(set -> !isSweep(set)).forEach(this::delete);
        if (!busy.isEmpty()) {
            return waiting(cluster, "its pods to end", busy);
        }
        SweepObjects.of(blueprint).forEach(object -> Apply.apply(client, object));
        boolean swept =
                blueprint.pools().stream().allMatch(pool -> isSwept(blueprint, pool, observed));
        if (swept) {
            SnapshotClaim.remove(client, blueprint);
        }
        return swept
                ? gone(blueprint)
                : waiting(cluster, "tasks to end on its nodes", observed.pods(Component.SWEEP));
    }

    private static boolean isSweep(DaemonSet set) {
        return Component.SWEEP
                .label()
                .equals(set.getMetadata().getLabels().get("app.kubernetes.io/component"));
    }

    private void delete(HasMetadata object) {
        if (object.getMetadata().getDeletionTimestamp() == null) {
            client.resource(object).delete();
        }
    }

    private static boolean isSwept(Blueprint blueprint, AgentPool pool, Observed observed) {
        return observed.pool(SweepObjects.name(blueprint, pool))
                .map(
                        set -> {
                            var status = set.getStatus();
                            return status != null
                                    && set.getMetadata()
                                            .getGeneration()
                                            .equals(status.getObservedGeneration())
                                    && status.getDesiredNumberScheduled() != null
                                    && status.getDesiredNumberScheduled()
                                            .equals(status.getNumberReady());
                        })
                .orElse(false);
    }

    private static DeleteControl gone(Blueprint blueprint) {
        LOG.info("cluster={}/{} is gone", blueprint.namespace(), blueprint.name());
        return DeleteControl.defaultDelete();
    }

    private DeleteControl waiting(MesosCluster cluster, String what, List<Pod> pods) {
        Instant asked = Instant.parse(cluster.getMetadata().getDeletionTimestamp());
        String trouble = PodTrouble.of(pods);
        if (asked.plus(PATIENCE).isAfter(clock.instant())) {
            LOG.info(
                    "cluster={}/{} ends, waits for {}: {}",
                    cluster.getMetadata().getNamespace(),
                    cluster.getMetadata().getName(),
                    what,
                    trouble);
            return DeleteControl.noFinalizerRemoval().rescheduleAfter(AGAIN);
        }
        events.warning(
                cluster,
                "Abandoned",
                "Delete",
                "gave up waiting for %s; tasks and /var/lib/mesocosm may be left there: %s"
                        .formatted(what, trouble));
        return DeleteControl.defaultDelete();
    }
}

package io.mesocosm.operator.cluster;

import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.mesocosm.crds.cluster.AgentPool;
import io.mesocosm.crds.cluster.MesosClusterStatus;
import io.mesocosm.crds.cluster.MesosClusterStatus.Addresses;
import io.mesocosm.crds.cluster.MesosClusterStatus.Count;
import io.mesocosm.crds.cluster.MesosClusterStatus.PoolStatus;
import io.mesocosm.operator.agent.PoolObjects;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Component;
import io.mesocosm.operator.condition.Conditions;
import io.mesocosm.operator.marathon.MarathonObjects;
import io.mesocosm.operator.master.MasterObjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Works out a cluster's status from what there is of it. */
final class ClusterState {
    static final String READY = "Ready";
    static final String MASTERS = "MastersAvailable";
    static final String AGENTS = "AgentsAvailable";
    static final String MARATHON = "MarathonAvailable";

    private final Blueprint blueprint;
    private final Observed observed;
    private final Conditions conditions;

    private ClusterState(Blueprint blueprint, Observed observed, Conditions conditions) {
        this.blueprint = blueprint;
        this.observed = observed;
        this.conditions = conditions;
    }

    /** The status; the conditions are filled in on the way. */
    static MesosClusterStatus of(
            Blueprint blueprint,
            Observed observed,
            Conditions conditions,
            @Nullable Long generation) {
        return new ClusterState(blueprint, observed, conditions).status(generation);
    }

    private MesosClusterStatus status(@Nullable Long generation) {
        int masters = ready(blueprint.named("master"));
        masters(masters);
        List<PoolStatus> pools = blueprint.pools().stream().map(this::pool).toList();
        int agents = pools.stream().mapToInt(PoolStatus::ready).sum();
        int nodes = pools.stream().mapToInt(PoolStatus::desired).sum();
        agents(pools, agents, nodes);
        boolean marathon = blueprint.marathon() != null;
        if (marathon) {
            marathon(ready(blueprint.named("marathon")));
        }
        summary(marathon);
        return new MesosClusterStatus(
                generation,
                blueprint.version(),
                masters > 0 ? blueprint.named("master-0") : null,
                Count.of(masters, 1),
                Count.of(agents, nodes),
                pools,
                new Addresses(
                        "http://" + blueprint.masterHost() + ":" + MasterObjects.HTTP,
                        marathon
                                ? "http://" + blueprint.marathonHost() + ":" + MarathonObjects.HTTP
                                : null),
                conditions.list());
    }

    private int ready(String set) {
        return observed.set(set).map(ClusterState::ready).orElse(0);
    }

    private static int ready(StatefulSet set) {
        Integer ready = set.getStatus() == null ? null : set.getStatus().getReadyReplicas();
        return ready == null ? 0 : ready;
    }

    private void masters(int ready) {
        if (ready > 0) {
            conditions.set(MASTERS, true, "Available", "the master is ready");
        } else {
            conditions.set(
                    MASTERS, false, "NotReady", trouble("no master is ready", Component.MASTER));
        }
    }

    private void marathon(int ready) {
        if (ready > 0) {
            conditions.set(MARATHON, true, "Available", "Marathon is ready");
        } else {
            conditions.set(
                    MARATHON,
                    false,
                    "NotReady",
                    trouble("Marathon is not ready", Component.MARATHON));
        }
    }

    private String trouble(String what, Component component) {
        return joined(what, PodTrouble.of(observed.pods(component)));
    }

    private static String joined(String what, String trouble) {
        return trouble.isEmpty() ? what : what + ": " + trouble;
    }

    private PoolStatus pool(AgentPool pool) {
        DaemonSet set = observed.pool(PoolObjects.name(blueprint, pool)).orElse(null);
        if (set == null || set.getStatus() == null) {
            return new PoolStatus(pool.name(), 0, 0);
        }
        return new PoolStatus(
                pool.name(),
                Objects.requireNonNullElse(set.getStatus().getNumberReady(), 0),
                Objects.requireNonNullElse(set.getStatus().getDesiredNumberScheduled(), 0));
    }

    private void agents(List<PoolStatus> pools, int ready, int nodes) {
        if (pools.isEmpty()) {
            conditions.set(AGENTS, true, "NoPools", "the cluster has no pools in spec.agents");
            return;
        }
        List<String> wrong = new ArrayList<>();
        for (PoolStatus pool : pools) {
            if (pool.desired() == 0) {
                wrong.add(
                        "pool %s has no node: label nodes as its nodeSelector says, or change that"
                                .formatted(pool.name()));
            } else if (pool.ready() < pool.desired()) {
                wrong.add(
                        joined(
                                "pool %s has %d of %d agents ready"
                                        .formatted(pool.name(), pool.ready(), pool.desired()),
                                PodTrouble.of(observed.podsOfPool(pool.name()))));
            }
        }
        if (wrong.isEmpty()) {
            conditions.set(AGENTS, true, "Available", "%d agents are registered".formatted(ready));
        } else {
            conditions.set(
                    AGENTS, false, nodes == 0 ? "NoNodes" : "NotReady", String.join("; ", wrong));
        }
    }

    private void summary(boolean marathon) {
        List<String> needed =
                marathon ? List.of(MASTERS, AGENTS, MARATHON) : List.of(MASTERS, AGENTS);
        List<String> missing = needed.stream().filter(c -> !conditions.holds(c)).toList();
        if (missing.isEmpty()) {
            conditions.set(READY, true, "Ready", "all parts of the cluster work");
            return;
        }
        String first = missing.getFirst();
        conditions.set(
                READY,
                false,
                first.replace("Available", "NotAvailable"),
                conditions.get(first).map(c -> c.message()).orElse(first));
    }
}

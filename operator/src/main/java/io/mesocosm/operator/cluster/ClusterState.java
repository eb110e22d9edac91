package io.mesocosm.operator.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.mesocosm.crds.app.App;
import io.mesocosm.crds.cluster.AgentPool;
import io.mesocosm.crds.cluster.Etcd;
import io.mesocosm.crds.cluster.MesosClusterStatus;
import io.mesocosm.crds.cluster.MesosClusterStatus.Addresses;
import io.mesocosm.crds.cluster.MesosClusterStatus.Count;
import io.mesocosm.crds.cluster.MesosClusterStatus.PoolStatus;
import io.mesocosm.crds.condition.Condition;
import io.mesocosm.operator.agent.PoolObjects;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Component;
import io.mesocosm.operator.child.EtcdAccess;
import io.mesocosm.operator.condition.Conditions;
import io.mesocosm.operator.exposure.ExposureObjects;
import io.mesocosm.operator.marathon.MarathonObjects;
import io.mesocosm.operator.master.MasterObjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Works out a cluster's status from what there is of it. */
final class ClusterState {
    static final String READY = "Ready";
    static final String ETCD = "EtcdAvailable";
    static final String MASTERS = "MastersAvailable";
    static final String AGENTS = "AgentsAvailable";
    static final String MARATHON = "MarathonAvailable";

    private static final String FULL =
            "etcd has used up its disk quota and takes no writes: tasks run on, and nothing can be changed; the operator compacts and defragments it and clears the alarm; if this stays, raise spec.etcd.managed.flags.quota-backend-bytes (2147483648 by default)";

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
        List<String> needed = new ArrayList<>();
        Count etcd = null;
        if (blueprint.managedEtcd().isPresent()) {
            needed.add(ETCD);
            etcd = etcd(blueprint.managedEtcd().get());
        }
        needed.add(MASTERS);
        Count masters = count(Component.MASTER, blueprint.masterCount());
        control(MASTERS, Component.MASTER, masters);
        needed.add(AGENTS);
        List<PoolStatus> pools = blueprint.pools().stream().map(this::pool).toList();
        int agents = pools.stream().mapToInt(PoolStatus::ready).sum();
        int nodes = pools.stream().mapToInt(PoolStatus::desired).sum();
        agents(pools, agents, nodes);
        boolean marathon = blueprint.marathon() != null;
        Count marathons = null;
        if (marathon) {
            needed.add(MARATHON);
            marathons = count(Component.MARATHON, blueprint.marathonCount());
            control(MARATHON, Component.MARATHON, marathons);
        }
        summary(needed);
        return new MesosClusterStatus(
                generation,
                blueprint.version(),
                leader(Component.MASTER, masters),
                marathons == null ? null : leader(Component.MARATHON, marathons),
                etcd,
                masters,
                marathons,
                Count.of(agents, nodes),
                pools,
                apps(),
                new Addresses(
                        blueprint.scheme() + blueprint.masterHost() + ":" + MasterObjects.HTTP,
                        marathon
                                ? blueprint.scheme()
                                        + blueprint.marathonHost()
                                        + ":"
                                        + MarathonObjects.HTTP
                                : null,
                        outside(Component.MASTER),
                        outside(Component.MARATHON)),
                null,
                null,
                SnapshotState.of(blueprint, observed, conditions),
                conditions.list());
    }

    private @Nullable List<String> outside(Component component) {
        List<String> urls =
                ExposureObjects.urls(
                        blueprint,
                        component,
                        observed.service(blueprint.named(component.label())).orElse(null));
        return urls.isEmpty() ? null : urls;
    }

    private Count count(Component component, int desired) {
        int ready =
                observed.set(blueprint.named(component.label())).map(ClusterState::ready).orElse(0);
        return Count.of(ready, desired);
    }

    private static int ready(StatefulSet set) {
        Integer ready = set.getStatus() == null ? null : set.getStatus().getReadyReplicas();
        return ready == null ? 0 : ready;
    }

    // ------------------------------------------------------------------ etcd

    private Count etcd(Etcd.Managed etcd) {
        Count members = count(Component.ETCD, EtcdAccess.members(etcd));
        int majority = members.desired() / 2 + 1;
        if (observed.etcdFull() && members.ready() >= majority) {
            conditions.set(ETCD, false, "QuotaExceeded", FULL);
        } else if (members.ready() == members.desired()) {
            conditions.set(ETCD, true, "Available", "all members of etcd are ready");
        } else if (members.ready() >= majority) {
            conditions.set(
                    ETCD,
                    true,
                    "MemberMissing",
                    trouble(
                            "%s members of etcd are ready, %d are needed"
                                    .formatted(members.summary(), majority),
                            Component.ETCD));
        } else {
            conditions.set(
                    ETCD,
                    false,
                    "NoMajority",
                    trouble(
                            "%s members of etcd are ready, %d are needed: tasks run on, and nothing can be changed"
                                    .formatted(members.summary(), majority),
                            Component.ETCD));
        }
        return members;
    }

    // ------------------------------------------------------------------ masters and Marathons

    private void control(String type, Component component, Count count) {
        if (blueprint.elects()) {
            elected(type, component, count);
        } else if (count.ready() > 0) {
            conditions.set(type, true, "Available", one(component) + " is ready");
        } else {
            String missing =
                    component == Component.MASTER ? "no master is ready" : "Marathon is not ready";
            conditions.set(type, false, "NotReady", trouble(missing, component));
        }
    }

    private static String one(Component component) {
        return component == Component.MASTER ? "the master" : "Marathon";
    }

    private void elected(String type, Component component, Count count) {
        String leader = leader(component, count);
        if (leader == null) {
            String missing =
                    count.ready() == 0
                            ? "no %s is ready".formatted(component.label())
                            : "no %s leads, of %s that are ready: none is elected, as while etcd is away"
                                    .formatted(component.label(), count.summary());
            conditions.set(type, false, "NoLeader", trouble(missing, component));
        } else if (count.ready() < count.desired()) {
            conditions.set(
                    type,
                    true,
                    "StandbyMissing",
                    trouble(
                            "%s leads, %s are ready".formatted(leader, count.summary()),
                            component));
        } else {
            conditions.set(
                    type,
                    true,
                    "Available",
                    "%s leads, %d stand by".formatted(leader, count.ready() - 1));
        }
    }

    /** Who leads: where nobody is elected, the one that there is. */
    private @Nullable String leader(Component component, Count count) {
        String service = blueprint.named(component.label());
        if (!blueprint.elects()) {
            return count.ready() > 0 ? service + "-0" : null;
        }
        return observed.leader(service)
                .filter(PodTrouble::isReady)
                .map(Pod::getMetadata)
                .map(meta -> meta.getName())
                .orElse(null);
    }

    private String trouble(String what, Component component) {
        return joined(what, PodTrouble.of(observed.pods(component)));
    }

    private static String joined(String what, String trouble) {
        return trouble.isEmpty() ? what : what + ": " + trouble;
    }

    // ------------------------------------------------------------------ agents

    private PoolStatus pool(AgentPool pool) {
        var set = observed.pool(PoolObjects.name(blueprint, pool)).orElse(null);
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

    // ------------------------------------------------------------------ all of it

    private Count apps() {
        int ready = (int) observed.apps().stream().filter(ClusterState::isReady).count();
        return Count.of(ready, observed.apps().size());
    }

    static boolean isReady(App app) {
        return app.getStatus() != null
                && app.getStatus().conditions() != null
                && app.getStatus().conditions().stream()
                        .anyMatch(
                                c -> c.type().equals(READY) && c.status() == Condition.Status.True);
    }

    private void summary(List<String> needed) {
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

package io.mesocosm.operator.cluster;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.mesocosm.crds.app.App;
import io.mesocosm.crds.cluster.MesosCluster;
import io.mesocosm.crds.cluster.MesosClusterStatus;
import io.mesocosm.crds.condition.Condition;
import io.mesocosm.operator.certificate.AgentAccess;
import io.mesocosm.operator.certificate.IssuerObjects;
import io.mesocosm.operator.certificate.OperatorIdentities;
import io.mesocosm.operator.child.Applied;
import io.mesocosm.operator.child.Apply;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.ClusterName;
import io.mesocosm.operator.child.Component;
import io.mesocosm.operator.child.Defaults;
import io.mesocosm.operator.child.EtcdAccess;
import io.mesocosm.operator.child.Foreign;
import io.mesocosm.operator.child.Labels;
import io.mesocosm.operator.condition.Conditions;
import io.mesocosm.operator.etcd.EtcdAlarms;
import io.mesocosm.operator.etcd.EtcdUpkeep;
import io.mesocosm.operator.event.EventRecorder;
import io.mesocosm.operator.exposure.ExposureObjects;
import io.mesocosm.operator.master.MasterApi;
import io.mesocosm.operator.node.NodeView;
import io.mesocosm.operator.node.NodeWatch;
import io.mesocosm.operator.role.RoleCalls;
import io.mesocosm.operator.snapshot.SnapshotClaim;
import io.mesocosm.operator.telemetry.MonitorObjects;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a MesosCluster so: its objects are applied, what is no longer wanted of them goes. */
public final class ClusterReconciler implements Reconciler<MesosCluster>, Cleaner<MesosCluster> {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterReconciler.class);

    private static final Duration SOON = Duration.ofSeconds(2);

    /** The kinds of objects that a cluster is made of. */
    private static final List<Class<? extends HasMetadata>> KINDS =
            List.of(
                    StatefulSet.class,
                    DaemonSet.class,
                    CronJob.class,
                    Service.class,
                    ServiceAccount.class,
                    NetworkPolicy.class,
                    Ingress.class,
                    PodDisruptionBudget.class,
                    EndpointSlice.class,
                    Role.class,
                    RoleBinding.class,
                    Secret.class,
                    ConfigMap.class);

    private final Defaults defaults;
    private final EventRecorder events;
    private final Clock clock;
    private final OperatorIdentities identities;
    private final MasterApi master;
    private final Consumer<ClusterName> onMarathon;
    private final Applied applied = new Applied();
    private final EtcdAlarms alarms = new EtcdAlarms();
    private final EtcdUpkeep upkeep;

    /**
     * @param access how the operator speaks to clusters
     * @param onMarathon told of a cluster that another Marathon leads than before
     */
    public ClusterReconciler(
            Defaults defaults,
            EventRecorder events,
            Clock clock,
            ClusterAccess access,
            Consumer<ClusterName> onMarathon) {
        identities = access.identities();
        master = access.master();
        upkeep = access.etcd();
        this.defaults = defaults;
        this.events = events;
        this.clock = clock;
        this.onMarathon = onMarathon;
    }

    @Override
    public List<EventSource<?, MesosCluster>> prepareEventSources(
            EventSourceContext<MesosCluster> context) {
        List<EventSource<?, MesosCluster>> sources = new ArrayList<>();
        KINDS.forEach(kind -> sources.add(owned(kind, context)));
        InformerEventSource<Pod, MesosCluster> pods =
                new InformerEventSource<>(
                        InformerEventSourceConfiguration.from(Pod.class, MesosCluster.class)
                                .withNamespacesInheritedFromController()
                                .withLabelSelector(Labels.MADE_HERE)
                                .withSecondaryToPrimaryMapper(ClusterReconciler::clusterOf)
                                .build(),
                        context);
        sources.add(pods);
        sources.add(NodeWatch.source(pods, context));
        sources.add(
                new InformerEventSource<>(
                        InformerEventSourceConfiguration.from(App.class, MesosCluster.class)
                                .withNamespacesInheritedFromController()
                                .withSecondaryToPrimaryMapper(ClusterReconciler::clusterOf)
                                .withOnUpdateFilter(
                                        (now, before) ->
                                                ClusterState.isReady(now)
                                                                != ClusterState.isReady(before)
                                                        || !clusterOf(now)
                                                                .equals(clusterOf(before)))
                                .build(),
                        context));
        return sources;
    }

    private static Set<ResourceID> clusterOf(App app) {
        String cluster = app.getStatus() == null ? null : app.getStatus().cluster();
        if (cluster == null) {
            return Set.of();
        }
        int slash = cluster.indexOf('/');
        return Set.of(new ResourceID(cluster.substring(slash + 1), cluster.substring(0, slash)));
    }

    private static <T extends HasMetadata> EventSource<?, MesosCluster> owned(
            Class<T> kind, EventSourceContext<MesosCluster> context) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(kind, MesosCluster.class)
                        .withNamespacesInheritedFromController()
                        .withLabelSelector(Labels.MADE_HERE)
                        .build(),
                context);
    }

    private static Set<ResourceID> clusterOf(Pod pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        String cluster = labels.get(Labels.CLUSTER);
        return cluster == null
                ? Set.of()
                : Set.of(new ResourceID(cluster, pod.getMetadata().getNamespace()));
    }

    @Override
    public UpdateControl<MesosCluster> reconcile(
            MesosCluster cluster, Context<MesosCluster> context) {
        Blueprint blueprint = new Blueprint(cluster, defaults);
        AgentAccess.grant(context.getClient(), blueprint);
        List<HasMetadata> present = present(context);
        Conditions conditions = conditions(cluster);
        Observed observed = observe(blueprint, observe(context));
        Additions additions = new Additions(context.getClient(), applied, conditions, events);
        Optional<Duration> again = additions.step(blueprint, IssuerObjects.of(blueprint));
        ClusterSecurity.Outcome security =
                new ClusterSecurity(context.getClient(), identities, conditions, clock.instant())
                        .step(blueprint, context.getSecondaryResources(Secret.class), observed);
        List<HasMetadata> desired =
                Stream.concat(
                                security.objects().stream(),
                                ClusterObjects.of(blueprint, security.trusts()).stream())
                        .toList();
        refuseForeign(context.getClient(), cluster, desired, present);
        Map<String, HasMetadata> known =
                present.stream()
                        .collect(Collectors.toMap(ClusterReconciler::key, Function.identity()));
        SnapshotClaim.make(context.getClient(), blueprint);
        desired.forEach(
                object -> applied.apply(context.getClient(), object, known.get(key(object))));
        prune(context.getClient(), cluster, desired, security.kept(), present);
        again =
                sooner(
                        again,
                        new RollOuts(context.getClient(), conditions, clock.instant())
                                .step(blueprint, observed));
        again = sooner(again, security.again().map(due -> Duration.between(clock.instant(), due)));
        again = sooner(again, blueprint.managedEtcd().map(_ -> EtcdAlarms.INTERVAL));
        again = sooner(again, additions.step(blueprint, MonitorObjects.monitors(blueprint)));
        again = sooner(again, additions.step(blueprint, ExposureObjects.routes(blueprint)));
        List<NodeView> nodes =
                NodeView.of(
                        context.getSecondaryResources(Node.class), observed.pods(Component.AGENT));
        MasterOrders.Outcome orders =
                new MasterOrders(master, events, conditions)
                        .step(cluster, status(blueprint, observed, conditions), nodes);
        tell(cluster, conditions);
        MesosClusterStatus status = orders.status();
        String before = cluster.getStatus() == null ? null : cluster.getStatus().marathonLeader();
        if (status.marathonLeader() != null && !status.marathonLeader().equals(before)) {
            onMarathon.accept(ClusterName.of(cluster));
        }
        UpdateControl<MesosCluster> control =
                UpdateControl.patchStatus(withStatus(cluster, status));
        sooner(again, orders.again()).ifPresent(control::rescheduleAfter);
        return control;
    }

    private static Optional<Duration> sooner(Optional<Duration> one, Optional<Duration> other) {
        return Stream.of(one, other)
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder())
                // What is overdue waits for something else: not at once, for ever.
                .map(wait -> wait.compareTo(SOON) < 0 ? SOON : wait);
    }

    @Override
    public DeleteControl cleanup(MesosCluster cluster, Context<MesosCluster> context) {
        Blueprint blueprint = new Blueprint(cluster, defaults);
        ClusterObjects.of(blueprint, "").forEach(applied::forget);
        present(context).forEach(applied::forget);
        identities.forget(ClusterName.of(cluster));
        alarms.forget(ClusterName.of(cluster));
        upkeep.forget(ClusterName.of(cluster));
        AgentAccess.end(context.getClient(), blueprint);
        return new ClusterEnd(context.getClient(), events, clock)
                .step(cluster, blueprint, observe(context));
    }

    private static List<HasMetadata> present(Context<MesosCluster> context) {
        List<HasMetadata> present = new ArrayList<>();
        KINDS.forEach(kind -> present.addAll(context.getSecondaryResources(kind)));
        return present;
    }

    private static Observed observe(Context<MesosCluster> context) {
        return new Observed(
                context.getSecondaryResources(StatefulSet.class),
                context.getSecondaryResources(DaemonSet.class),
                context.getSecondaryResources(Pod.class),
                context.getSecondaryResources(EndpointSlice.class),
                context.getSecondaryResources(App.class),
                context.getSecondaryResources(Service.class),
                false);
    }

    /** With what nothing in Kubernetes tells. */
    private Observed observe(Blueprint blueprint, Observed observed) {
        ClusterName cluster = ClusterName.of(blueprint.cluster());
        return blueprint
                .managedEtcd()
                .map(
                        etcd -> {
                            boolean full =
                                    alarms.isFull(cluster, observed.addresses(Component.ETCD));
                            upkeep.look(cluster, EtcdAccess.members(etcd), full);
                            return observed.withEtcd(full);
                        })
                .orElse(observed);
    }

    /** Applying would take over what somebody else made under the same name. */
    private static void refuseForeign(
            KubernetesClient client,
            MesosCluster cluster,
            List<HasMetadata> desired,
            List<HasMetadata> present) {
        Set<String> known =
                present.stream().map(ClusterReconciler::key).collect(Collectors.toSet());
        for (HasMetadata object : desired) {
            if (known.contains(key(object))) {
                continue;
            }
            HasMetadata found = client.resource(object).get();
            if (found != null) {
                Foreign.refuse(found, cluster);
            }
        }
    }

    private void prune(
            KubernetesClient client,
            MesosCluster cluster,
            List<HasMetadata> desired,
            Set<String> kept,
            List<HasMetadata> present) {
        Set<String> wanted =
                desired.stream().map(ClusterReconciler::key).collect(Collectors.toSet());
        kept.forEach(secret -> wanted.add("Secret/" + secret));
        for (HasMetadata object : present) {
            if (!wanted.contains(key(object))
                    && Apply.isOwned(object, cluster)
                    && object.getMetadata().getDeletionTimestamp() == null) {
                LOG.info(
                        "cluster={} removes kind={} name={}",
                        name(cluster),
                        object.getKind(),
                        object.getMetadata().getName());
                client.resource(object).delete();
                applied.forget(object);
            }
        }
    }

    private static String key(HasMetadata object) {
        return object.getKind() + "/" + object.getMetadata().getName();
    }

    private static MesosClusterStatus status(
            Blueprint blueprint, Observed observed, Conditions conditions) {
        return ClusterState.of(
                blueprint, observed, conditions, blueprint.cluster().getMetadata().getGeneration());
    }

    private Conditions conditions(MesosCluster cluster) {
        MesosClusterStatus before = cluster.getStatus();
        return new Conditions(
                before == null ? null : before.conditions(),
                cluster.getMetadata().getGeneration(),
                clock.instant());
    }

    private void tell(MesosCluster cluster, Conditions conditions) {
        conditions
                .get(RollOuts.PROGRESSING)
                .filter(c -> c.reason().equals(RollOuts.STUCK))
                .filter(_ -> conditions.changed(RollOuts.PROGRESSING))
                .ifPresent(c -> events.warning(cluster, c.reason(), "RollOut", c.message()));
        conditions
                .get(SnapshotState.TAKEN)
                .filter(c -> c.status() == Condition.Status.False)
                .filter(_ -> conditions.changed(SnapshotState.TAKEN))
                .ifPresent(c -> events.warning(cluster, c.reason(), "Snapshot", c.message()));
        if (!conditions.changed(ClusterState.READY)) {
            return;
        }
        Condition ready = conditions.get(ClusterState.READY).orElseThrow();
        LOG.info("cluster={} ready={} reason={}", name(cluster), ready.status(), ready.reason());
        if (ready.status() == Condition.Status.True) {
            events.normal(cluster, ready.reason(), "Reconcile", ready.message());
        } else if (conditions.held(ClusterState.READY) || PodTrouble.isGrave(ready)) {
            events.warning(cluster, ready.reason(), "Reconcile", ready.message());
        }
    }

    @Override
    public ErrorStatusUpdateControl<MesosCluster> updateErrorStatus(
            MesosCluster cluster, Context<MesosCluster> context, Exception error) {
        Failure failure = Failure.of(error);
        Conditions conditions = conditions(cluster);
        List.of(
                        ClusterState.ETCD,
                        ClusterState.MASTERS,
                        ClusterState.AGENTS,
                        ClusterState.MARATHON,
                        ClusterSecurity.SECURED,
                        SnapshotState.TAKEN,
                        IssuerObjects.REQUESTED,
                        RoleCalls.APPLIED,
                        MonitorObjects.MONITORED,
                        ExposureObjects.ROUTED,
                        RollOuts.PROGRESSING)
                .forEach(conditions::keep);
        if (failure.awaitsAuthority()) {
            // Said, so that what was asked for goes when it is no longer wanted.
            conditions.set(IssuerObjects.REQUESTED, false, failure.reason(), failure.message());
        }
        conditions.set(ClusterState.READY, false, failure.reason(), failure.message());
        tell(cluster, conditions);
        MesosClusterStatus before = cluster.getStatus();
        MesosClusterStatus status =
                before == null
                        ? MesosClusterStatus.of(conditions.list())
                        : before.with(conditions.list());
        return ErrorStatusUpdateControl.patchStatus(withStatus(cluster, status));
    }

    /** Only what this operator says of the cluster: server-side apply takes no more. */
    private static MesosCluster withStatus(MesosCluster cluster, MesosClusterStatus status) {
        MesosCluster patch = new MesosCluster();
        patch.getMetadata().setName(cluster.getMetadata().getName());
        patch.getMetadata().setNamespace(cluster.getMetadata().getNamespace());
        patch.setStatus(status);
        return patch;
    }

    private static String name(MesosCluster cluster) {
        return cluster.getMetadata().getNamespace() + "/" + cluster.getMetadata().getName();
    }
}

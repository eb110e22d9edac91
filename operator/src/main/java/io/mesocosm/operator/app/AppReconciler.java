package io.mesocosm.operator.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.mesocosm.crds.app.App;
import io.mesocosm.crds.app.AppStatus;
import io.mesocosm.crds.cluster.MesosCluster;
import io.mesocosm.crds.condition.Condition;
import io.mesocosm.operator.app.AppRules.Choice;
import io.mesocosm.operator.app.AppRules.Refusal;
import io.mesocosm.operator.child.ClusterName;
import io.mesocosm.operator.child.Labels;
import io.mesocosm.operator.condition.Conditions;
import io.mesocosm.operator.connection.Unreachable;
import io.mesocosm.operator.event.EventRecorder;
import io.mesocosm.operator.marathon.MarathonApi;
import io.mesocosm.operator.marathon.MarathonEvents;
import io.mesocosm.telemetry.Tracing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an App so: Marathon is given it, and what Marathon says of it becomes its status, a Service
 * and EndpointSlices. Marathon's event stream {@linkplain Wakes wakes} it; where that is silent it
 * looks by itself.
 */
public final class AppReconciler implements Reconciler<App>, Cleaner<App>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AppReconciler.class);
    private static final Duration STEADY = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration VERY_SOON = Duration.ofSeconds(1);

    private final MarathonApi api;
    private final EventRecorder recorder;
    private final Clock clock;
    private final Duration patience;
    private final Tracing tracing;
    private final Followers followers = new Followers();
    private final SimpleInboundEventSource<App> wake = new SimpleInboundEventSource<>("marathon");
    private final ScheduledExecutorService later =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("app-wakes").factory());
    private final Wakes wakes =
            new Wakes(
                    wake::propagateEvent,
                    look -> {
                        var _ = later.schedule(look, VERY_SOON.toMillis(), TimeUnit.MILLISECONDS);
                    });
    private final MarathonEvents marathonEvents;
    private @Nullable InformerEventSource<MesosCluster, App> clusters;
    private @Nullable MarathonApps marathon;

    /**
     * @param patience how long a Marathon that does not answer holds up an App's deletion
     */
    public AppReconciler(
            MarathonApi api,
            EventRecorder recorder,
            Clock clock,
            Duration patience,
            Tracing tracing) {
        this.api = api;
        this.recorder = recorder;
        this.clock = clock;
        this.patience = patience;
        this.tracing = tracing;
        this.marathonEvents =
                new MarathonEvents(
                        api,
                        (cluster, id) -> followers.of(cluster, id).ifPresent(wakes::app),
                        (cluster, id) -> followers.of(cluster, id).ifPresent(wakes::task),
                        cluster -> followers.of(cluster).forEach(wakes::app),
                        this::isThere);
    }

    @Override
    public List<EventSource<?, App>> prepareEventSources(EventSourceContext<App> context) {
        marathon =
                new MarathonApps(
                        api,
                        tracing,
                        owner -> {
                            int slash = owner.indexOf('/');
                            return slash > 0
                                    && context.getPrimaryCache()
                                            .get(
                                                    new ResourceID(
                                                            owner.substring(slash + 1),
                                                            owner.substring(0, slash)))
                                            .isPresent();
                        });
        InformerEventSource<MesosCluster, App> found =
                new InformerEventSource<>(
                        InformerEventSourceConfiguration.from(MesosCluster.class, App.class)
                                .withNamespacesInheritedFromController()
                                .withSecondaryToPrimaryMapper(cluster -> appsFor(cluster, context))
                                .withOnUpdateFilter(AppReconciler::isAboutApps)
                                .build(),
                        context);
        clusters = found;
        return List.of(
                wake, found, owned(Service.class, context), owned(EndpointSlice.class, context));
    }

    /**
     * Another Marathon leads a cluster: a stream from the one before, which may have gone without a
     * word, is not waited for. What is under way is looked at again once the new one is followed.
     */
    public void marathonChanged(ClusterName cluster) {
        marathonEvents.followAgain(cluster);
    }

    private boolean isThere(ClusterName cluster) {
        return Objects.requireNonNull(clusters)
                .get(new ResourceID(cluster.name(), cluster.namespace()))
                .filter(c -> c.getMetadata().getDeletionTimestamp() == null)
                .isPresent();
    }

    private static boolean isAboutApps(MesosCluster now, MesosCluster before) {
        return !Objects.equals(
                        now.getMetadata().getGeneration(), before.getMetadata().getGeneration())
                || !Objects.equals(
                        now.getMetadata().getDeletionTimestamp(),
                        before.getMetadata().getDeletionTimestamp());
    }

    /** Apps that this cluster may be the one for. */
    private static Set<ResourceID> appsFor(MesosCluster cluster, EventSourceContext<App> context) {
        String name = cluster.getMetadata().getName();
        String namespace = cluster.getMetadata().getNamespace();
        return context.getPrimaryCache()
                .list(
                        app -> {
                            var reference = app.getSpec().clusterRef();
                            return reference == null
                                    ? app.getMetadata().getNamespace().equals(namespace)
                                    : reference.name().equals(name);
                        })
                .map(ResourceID::fromResource)
                .collect(Collectors.toSet());
    }

    private static <T extends HasMetadata> EventSource<?, App> owned(
            Class<T> kind, EventSourceContext<App> context) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(kind, App.class)
                        .withNamespacesInheritedFromController()
                        .withLabelSelector(Labels.MADE_HERE + "," + Labels.APP)
                        .build(),
                context);
    }

    private Choice choose(App app) {
        return AppRules.choose(app, Objects.requireNonNull(clusters).list(_ -> true).toList());
    }

    @Override
    public UpdateControl<App> reconcile(App app, Context<App> context) {
        Conditions conditions = conditions(app);
        Choice choice = choose(app);
        MesosCluster cluster = choice.cluster();
        if (cluster == null) {
            return refused(app, conditions, Objects.requireNonNull(choice.refusal()));
        }
        Refusal refusal = AppRules.refusal(app, cluster).orElse(null);
        if (refusal != null) {
            return refused(app, conditions, refusal);
        }
        ClusterName name = ClusterName.of(cluster);
        followers.add(name, AppDefinition.id(app), ResourceID.fromResource(app));
        marathonEvents.follow(name);
        try {
            return delivered(app, context, conditions, cluster);
        } catch (Unreachable e) {
            return unreachable(app, conditions, e);
        }
    }

    private MarathonApps marathon() {
        return Objects.requireNonNull(marathon);
    }

    private Conditions conditions(App app) {
        AppStatus before = app.getStatus();
        return new Conditions(
                before == null ? null : before.conditions(),
                app.getMetadata().getGeneration(),
                clock.instant());
    }

    // ------------------------------------------------------------------ outcomes

    private UpdateControl<App> refused(App app, Conditions conditions, Refusal refusal) {
        conditions.set(AppState.ACCEPTED, false, refusal.reason(), refusal.message());
        conditions.set(AppState.READY, false, refusal.reason(), refusal.message());
        tell(app, conditions);
        return patch(app, kept(app, conditions)).rescheduleAfter(STEADY);
    }

    private UpdateControl<App> unreachable(App app, Conditions conditions, Unreachable e) {
        conditions.keep(AppState.ACCEPTED).keep(AppState.DEPLOYED);
        conditions.set(
                AppState.READY,
                Condition.Status.Unknown,
                "MarathonUnreachable",
                "what became of the app is not known: " + e.getMessage());
        tell(app, conditions);
        return patch(app, kept(app, conditions)).rescheduleAfter(SOON);
    }

    private UpdateControl<App> delivered(
            App app, Context<App> context, Conditions conditions, MesosCluster cluster)
            throws Unreachable {
        Delivery delivery = marathon().deliver(app, cluster);
        JsonNode live = delivery.live();
        Long generation = app.getStatus() == null ? null : app.getStatus().observedGeneration();
        Duration again = STEADY;
        switch (delivery) {
            case Delivery.Done done -> {
                generation = app.getMetadata().getGeneration();
                conditions.set(
                        AppState.ACCEPTED,
                        true,
                        "Accepted",
                        "Marathon has it as " + AppDefinition.id(app));
                if (done.changed()) {
                    LOG.info("app={} given id={}", AppDefinition.owner(app), AppDefinition.id(app));
                }
            }
            case Delivery.Refused refused ->
                    conditions.set(AppState.ACCEPTED, false, refused.reason(), refused.message());
            case Delivery.Postponed postponed -> {
                conditions.set(
                        AppState.ACCEPTED, true, "Accepted", "the definition is being given");
                conditions.set(AppState.DEPLOYED, false, postponed.reason(), postponed.message());
                again = SOON;
            }
        }
        Endpoints endpoints = Endpoints.of(live);
        String service = null;
        try {
            service = new Exposure(context, recorder).expose(app, endpoints);
        } catch (KubernetesClientException e) {
            // The app runs all the same, and its status says so; the next round tries again.
            recorder.warning(app, "NotExposed", "Expose", String.valueOf(e.getMessage()));
        }
        AppStatus status =
                AppState.of(
                        app,
                        new AppState.Seen(
                                ClusterName.of(cluster), live, endpoints, service, generation),
                        conditions);
        tell(app, conditions);
        return patch(app, status)
                .rescheduleAfter(conditions.holds(AppState.READY) ? STEADY : shorter(again));
    }

    private static Duration shorter(Duration again) {
        return again.compareTo(SOON) < 0 ? again : SOON;
    }

    /** The status as it was, but for the conditions. */
    private static AppStatus kept(App app, Conditions conditions) {
        AppStatus s = app.getStatus();
        return s == null
                ? new AppStatus(
                        null,
                        null,
                        AppDefinition.id(app),
                        null,
                        0,
                        0,
                        0,
                        null,
                        null,
                        null,
                        null,
                        AppService.selector(app),
                        conditions.list())
                : new AppStatus(
                        s.observedGeneration(),
                        s.cluster(),
                        s.id(),
                        s.version(),
                        s.instances(),
                        s.running(),
                        s.healthy(),
                        s.deployment(),
                        s.lastFailure(),
                        s.service(),
                        s.endpoints(),
                        s.selector(),
                        conditions.list());
    }

    private static UpdateControl<App> patch(App app, AppStatus status) {
        if (status.equals(app.getStatus())) {
            return UpdateControl.noUpdate();
        }
        App patch = new App();
        patch.getMetadata().setName(app.getMetadata().getName());
        patch.getMetadata().setNamespace(app.getMetadata().getNamespace());
        patch.setStatus(status);
        return UpdateControl.patchStatus(patch);
    }

    private void tell(App app, Conditions conditions) {
        for (String type : List.of(AppState.ACCEPTED, AppState.READY)) {
            Condition now = conditions.get(type).orElse(null);
            if (now == null || !conditions.changed(type)) {
                continue;
            }
            if (type.equals(AppState.READY)) {
                LOG.info(
                        "app={} ready={} reason={}",
                        AppDefinition.owner(app),
                        now.status(),
                        now.reason());
            }
            boolean holds = now.status() == Condition.Status.True;
            if (holds && !conditions.held(type)) {
                recorder.normal(app, now.reason(), "Reconcile", now.message());
            } else if (!holds && (type.equals(AppState.ACCEPTED) || conditions.held(type))) {
                recorder.warning(app, now.reason(), "Reconcile", now.message());
            }
        }
    }

    // ------------------------------------------------------------------ the end of an App

    @Override
    public DeleteControl cleanup(App app, Context<App> context) {
        MesosCluster cluster = choose(app).cluster();
        if (cluster == null || cluster.getMetadata().getDeletionTimestamp() != null) {
            return DeleteControl.defaultDelete();
        }
        ClusterName name = ClusterName.of(cluster);
        try {
            if (!marathon().remove(app, name)) {
                return DeleteControl.noFinalizerRemoval().rescheduleAfter(VERY_SOON);
            }
        } catch (Unreachable e) {
            Instant asked = Instant.parse(app.getMetadata().getDeletionTimestamp());
            if (asked.plus(patience).isAfter(clock.instant())) {
                return DeleteControl.noFinalizerRemoval().rescheduleAfter(SOON);
            }
            LOG.warn("app={} abandoned: {}", AppDefinition.owner(app), e.getMessage());
            recorder.warning(
                    app,
                    "Abandoned",
                    "Delete",
                    "Marathon did not answer for %d s; its app %s may still run: delete it there, by DELETE /v2/apps%s?owner=%s"
                            .formatted(
                                    patience.toSeconds(),
                                    AppDefinition.id(app),
                                    AppDefinition.id(app),
                                    AppDefinition.owner(app)));
        }
        followers.remove(name, AppDefinition.id(app), ResourceID.fromResource(app));
        return DeleteControl.defaultDelete();
    }

    @Override
    public void close() {
        marathonEvents.close();
        later.shutdownNow();
    }
}

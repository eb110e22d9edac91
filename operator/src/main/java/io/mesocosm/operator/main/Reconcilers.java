package io.mesocosm.operator.main;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.mesocosm.operator.app.AppReconciler;
import io.mesocosm.operator.certificate.AgentSigner;
import io.mesocosm.operator.certificate.OperatorIdentities;
import io.mesocosm.operator.child.Labels;
import io.mesocosm.operator.cluster.ClusterAccess;
import io.mesocosm.operator.cluster.ClusterReconciler;
import io.mesocosm.operator.etcd.EtcdUpkeep;
import io.mesocosm.operator.event.EventRecorder;
import io.mesocosm.operator.marathon.MarathonApi;
import io.mesocosm.operator.master.MasterApi;
import io.mesocosm.telemetry.Telemetry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loops at work, and the probes that tell of them. */
final class Reconcilers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reconcilers.class);
    private static final Duration RESYNC = Duration.ofMinutes(10);

    /** An App that starts is looked at five times or so: taken up, given, and as its tasks come. */
    private static final int BURST = 8;

    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);

    private final Operator operator;
    private final List<AutoCloseable> others;
    private final AtomicBoolean closing;

    private Reconcilers(Operator operator, List<AutoCloseable> others, AtomicBoolean closing) {
        this.operator = operator;
        this.others = others;
        this.closing = closing;
    }

    static Reconcilers start(
            OperatorSettings settings, KubernetesClient client, Telemetry telemetry)
            throws IOException {
        Clock clock = Clock.systemUTC();
        AtomicBoolean closing = new AtomicBoolean();
        Leadership leadership =
                new Leadership(
                        client, settings.leaseNamespace(), settings.leaseOwner(), hostname());
        EventRecorder events = new EventRecorder(client, clock, hostname());
        Operator operator =
                new Operator(
                        o -> {
                            o.withKubernetesClient(client);
                            o.withCloseClientOnStop(false);
                            o.withMetrics(metrics(telemetry));
                            o.withReconciliationTerminationTimeout(Duration.ofSeconds(10));
                            leadership
                                    .election(closing::get)
                                    .ifPresent(o::withLeaderElectionConfiguration);
                        });
        OperatorIdentities identities = new OperatorIdentities();
        MasterApi master = new MasterApi(settings.masterUrl(), identities);
        EtcdUpkeep etcd = new EtcdUpkeep(identities, clock);
        MarathonApi api = new MarathonApi(settings.marathonUrl(), identities);
        AppReconciler apps =
                new AppReconciler(
                        api, events, clock, settings.appDeletionPatience(), telemetry.tracing());
        operator.register(
                new ClusterReconciler(
                        settings.defaults(),
                        events,
                        clock,
                        new ClusterAccess(identities, master, etcd),
                        apps::marathonChanged),
                o -> common(o, settings, "mesoscluster").withFinalizer("mesocosm.io/cluster"));
        operator.register(apps, o -> common(o, settings, "app").withFinalizer("mesocosm.io/app"));
        operator.register(
                new AgentSigner(settings.namespaces(), settings.defaults(), events, clock),
                o -> everywhere(o, "certificatesigningrequest"));
        AtomicBoolean started = new AtomicBoolean();
        Probes probes =
                Probes.start(
                        new InetSocketAddress(settings.healthIp(), settings.healthPort()),
                        () -> started.get() ? sick(operator) : "",
                        () -> started.get() ? sick(operator) : "starting",
                        telemetry::scrape);
        try {
            operator.start();
            started.set(true);
        } catch (RuntimeException e) {
            probes.close();
            throw e;
        }
        LOG.info(
                "operator version={} namespaces={}",
                OperatorSettings.VERSION,
                settings.namespaces().isEmpty() ? "*" : settings.namespaces());
        return new Reconcilers(
                operator, List.of(leadership::release, apps, api, master, etcd, probes), closing);
    }

    /** Of resources by their kind, for a metric of each resource would grow with the cluster. */
    static Metrics metrics(Telemetry telemetry) {
        return MicrometerMetrics.withoutPerResourceMetrics(telemetry.meters());
    }

    private static <T extends HasMetadata> ControllerConfigurationOverrider<T> common(
            ControllerConfigurationOverrider<T> o, OperatorSettings settings, String name) {
        everywhere(o, name);
        o.withReconciliationMaxInterval(RESYNC);
        o.withRateLimiter(new BurstRateLimiter(Clock.systemUTC(), BURST, INTERVAL));
        // An annotation can say what to do too: generation alone would not show that.
        o.withGenerationAware(false);
        o.withOnUpdateFilter(Reconcilers::isAboutMoreThanStatus);
        if (!settings.namespaces().isEmpty()) {
            o.settingNamespaces(settings.namespaces());
        }
        return o;
    }

    private static <T extends HasMetadata> ControllerConfigurationOverrider<T> everywhere(
            ControllerConfigurationOverrider<T> o, String name) {
        o.withName(name);
        o.withFieldManager(Labels.OPERATOR);
        o.withRetry(
                new GenericRetry()
                        .setInitialInterval(FIRST_RETRY)
                        .setMaxInterval(LONGEST_RETRY.toMillis())
                        .withoutMaxAttempts());
        return o.watchingAllNamespaces();
    }

    private static boolean isAboutMoreThanStatus(HasMetadata now, HasMetadata before) {
        var after = now.getMetadata();
        var earlier = before.getMetadata();
        return !Objects.equals(after.getGeneration(), earlier.getGeneration())
                || !Objects.equals(after.getAnnotations(), earlier.getAnnotations())
                || !Objects.equals(after.getFinalizers(), earlier.getFinalizers())
                || !Objects.equals(after.getDeletionTimestamp(), earlier.getDeletionTimestamp());
    }

    /** What is wrong with the watches, empty for nothing. */
    private static String sick(Operator operator) {
        return operator.getRuntimeInfo().allEventSourcesAreHealthy()
                ? ""
                : "not watching: " + operator.getRuntimeInfo().unhealthyEventSources();
    }

    private static String hostname() {
        String pod = System.getenv("HOSTNAME");
        try {
            return pod != null ? pod : InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "mesocosm-operator";
        }
    }

    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            operator.stop();
            for (AutoCloseable other : others) {
                try {
                    other.close();
                } catch (Exception e) {
                    LOG.warn("not closed: {}", e.getMessage());
                }
            }
        }
    }
}

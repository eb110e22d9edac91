package io.mesocosm.operator.cluster;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.EvictionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Component;
import io.mesocosm.operator.cluster.RollOut.Step;
import io.mesocosm.operator.condition.Conditions;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces the outdated pods of a cluster's etcd, then of its masters, then of its Marathons. Pods
 * go by eviction, so that every PodDisruptionBudget is kept.
 */
final class RollOuts {
    static final String PROGRESSING = "Progressing";
    static final String STUCK = "Stuck";

    private static final Logger LOG = LoggerFactory.getLogger(RollOuts.class);
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final List<Component> ORDER =
            List.of(Component.ETCD, Component.MASTER, Component.MARATHON);

    private final KubernetesClient client;
    private final Conditions conditions;
    private final Instant now;

    RollOuts(KubernetesClient client, Conditions conditions, Instant now) {
        this.client = client;
        this.conditions = conditions;
        this.now = now;
    }

    /** Goes one step and says so in a condition; returns when to look again if nothing happens. */
    Optional<Duration> step(Blueprint blueprint, Observed observed) {
        if (!blueprint.elects()) {
            return Optional.empty();
        }
        for (Component component : ORDER) {
            String name = blueprint.named(component.label());
            Step step =
                    observed.set(name)
                            .map(set -> next(set, component, name, observed))
                            .orElse(new Step.Nothing());
            switch (step) {
                case Step.Nothing() -> {}
                case Step.Replace(List<Pod> pods, String progress) -> {
                    replace(pods, progress);
                    return Optional.of(SOON);
                }
                case Step.Wait(String progress, String why, boolean stuck) -> {
                    say(!stuck, stuck ? STUCK : "RollingOut", progress + ", " + why);
                    return Optional.of(RollOut.PATIENCE);
                }
            }
        }
        say(false, "UpToDate", "all pods are as the cluster says");
        return Optional.empty();
    }

    private Step next(StatefulSet set, Component component, String name, Observed observed) {
        return RollOut.next(
                set,
                observed.pods(component),
                observed.leader(name).map(pod -> pod.getMetadata().getName()).orElse(null),
                now);
    }

    private void replace(List<Pod> pods, String progress) {
        for (Pod pod : pods) {
            String name = pod.getMetadata().getName();
            if (evict(pod)) {
                LOG.info(
                        "namespace={} replaces pod={} {}",
                        pod.getMetadata().getNamespace(),
                        name,
                        progress);
                say(true, "RollingOut", progress + ", replaces pod " + name);
            } else {
                say(
                        true,
                        "EvictionRefused",
                        "%s, pod %s may not be evicted now: a PodDisruptionBudget holds it"
                                .formatted(progress, name));
                return;
            }
        }
    }

    /** Whether the pod may go; one that is another by now, or gone, is not touched. */
    private boolean evict(Pod pod) {
        try {
            return client.pods()
                    .resource(pod)
                    .evict(
                            new EvictionBuilder()
                                    .withNewMetadata()
                                    .withName(pod.getMetadata().getName())
                                    .withNamespace(pod.getMetadata().getNamespace())
                                    .endMetadata()
                                    .withDeleteOptions(
                                            new DeleteOptionsBuilder()
                                                    .withNewPreconditions()
                                                    .withUid(pod.getMetadata().getUid())
                                                    .endPreconditions()
                                                    .build())
                                    .build());
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT
                    || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return true;
            }
            throw e;
        }
    }

    private void say(boolean progressing, String reason, String message) {
        conditions.set(PROGRESSING, progressing, reason, message);
    }
}

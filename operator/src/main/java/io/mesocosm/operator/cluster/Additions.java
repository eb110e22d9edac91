package io.mesocosm.operator.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.mesocosm.operator.child.Addition;
import io.mesocosm.operator.child.Addition.Place;
import io.mesocosm.operator.child.Applied;
import io.mesocosm.operator.child.Apply;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Foreign;
import io.mesocosm.operator.condition.Conditions;
import io.mesocosm.operator.event.EventRecorder;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is of APIs that may be missing, and may come later: nothing watches such objects, and
 * what is wrong with them is said in a condition of their own and holds up nothing else.
 */
public final class Additions {
    private static final Logger LOG = LoggerFactory.getLogger(Additions.class);
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final KubernetesClient client;
    private final Applied applied;
    private final Conditions conditions;
    private final EventRecorder events;
    private final Map<String, Boolean> there = new HashMap<>();

    /**
     * @param applied remembers what was applied before
     * @param conditions those of the additions are filled in
     */
    public Additions(
            KubernetesClient client, Applied applied, Conditions conditions, EventRecorder events) {
        this.client = client;
        this.applied = applied;
        this.conditions = conditions;
        this.events = events;
    }

    /** Makes them so; the answer is when to look again if nothing happens. */
    public Optional<Duration> step(Blueprint blueprint, Addition addition) {
        String condition = addition.condition();
        // Where nothing was said of them before, there is nothing of ours.
        if (addition.wanted().isEmpty() && !conditions.had(condition)) {
            return Optional.empty();
        }
        try {
            make(blueprint, addition);
        } catch (Foreign | KubernetesClientException e) {
            if (addition.wanted().isEmpty()) {
                LOG.warn("cluster={} not removed: {}", name(blueprint), e.getMessage());
                conditions.keep(condition);
                return Optional.of(AGAIN);
            }
            conditions.set(
                    condition,
                    false,
                    e instanceof Foreign ? "NameTaken" : "ApplyFailed",
                    addition.undone() + ": " + e.getMessage());
        }
        if (!conditions.holds(condition) && conditions.changed(condition)) {
            conditions
                    .get(condition)
                    .ifPresent(
                            c ->
                                    events.warning(
                                            blueprint.cluster(),
                                            c.reason(),
                                            "Reconcile",
                                            c.message()));
        }
        return addition.wanted().isEmpty() ? Optional.empty() : Optional.of(AGAIN);
    }

    private void make(Blueprint blueprint, Addition addition) {
        Set<Place> kept = addition.wanted().stream().map(Place::of).collect(Collectors.toSet());
        for (Place place : addition.places()) {
            if (!kept.contains(place) && isThere(place)) {
                remove(blueprint, place);
            }
        }
        List<String> missing =
                kept.stream()
                        .filter(place -> !isThere(place))
                        .map(place -> "%s of %s".formatted(place.kind(), place.apiVersion()))
                        .distinct()
                        .sorted()
                        .toList();
        for (GenericKubernetesResource object : addition.wanted()) {
            if (isThere(Place.of(object))) {
                apply(blueprint, object);
            }
        }
        if (!missing.isEmpty()) {
            conditions.set(
                    addition.condition(),
                    false,
                    "ApiMissing",
                    "%s: this Kubernetes has no %s; %s; it is looked for every minute"
                            .formatted(
                                    addition.undone(),
                                    String.join(" and no ", missing),
                                    addition.remedy()));
        } else if (!kept.isEmpty()) {
            conditions.set(
                    addition.condition(),
                    true,
                    "Applied",
                    addition.wanted().stream()
                            .map(o -> o.getKind() + " " + o.getMetadata().getName())
                            .collect(Collectors.joining(", ", addition.done() + ": ", "")));
        }
    }

    private boolean isThere(Place place) {
        return there.computeIfAbsent(
                place.apiVersion() + "/" + place.kind(),
                _ -> client.supports(place.apiVersion(), place.kind()));
    }

    private void apply(Blueprint blueprint, GenericKubernetesResource object) {
        GenericKubernetesResource found = resource(blueprint, Place.of(object)).get();
        if (found != null) {
            Foreign.refuse(found, blueprint.cluster());
        }
        applied.apply(client, object, found);
    }

    private void remove(Blueprint blueprint, Place place) {
        Resource<GenericKubernetesResource> resource = resource(blueprint, place);
        GenericKubernetesResource found = resource.get();
        if (found != null && Apply.isOwned(found, blueprint.cluster())) {
            LOG.info(
                    "cluster={} removes kind={} name={}",
                    name(blueprint),
                    place.kind(),
                    place.name());
            resource.delete();
            applied.forget(found);
        }
    }

    private static String name(Blueprint blueprint) {
        return blueprint.namespace() + "/" + blueprint.name();
    }

    private Resource<GenericKubernetesResource> resource(Blueprint blueprint, Place place) {
        return client.genericKubernetesResources(
                        new ResourceDefinitionContext.Builder()
                                .withGroup(place.group())
                                .withVersion(place.version())
                                .withKind(place.kind())
                                .withPlural(place.plural())
                                .withNamespaced(true)
                                .build())
                .inNamespace(blueprint.namespace())
                .withName(place.name());
    }
}

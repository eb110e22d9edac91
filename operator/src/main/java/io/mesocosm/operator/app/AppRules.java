package io.mesocosm.operator.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.mesocosm.crds.app.App;
import io.mesocosm.crds.app.AppSpec;
import io.mesocosm.crds.app.ClusterReference;
import io.mesocosm.crds.app.ResourceLimits;
import io.mesocosm.crds.cluster.AppsPolicy;
import io.mesocosm.crds.cluster.Marathon;
import io.mesocosm.crds.cluster.MesosCluster;
import io.mesocosm.crds.cluster.MesosClusterSpec.DeletionPolicy;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which App may run where: each refusal names the field or the rule, and the remedy. */
final class AppRules {

    /** Why an App is not given to Marathon. */
    record Refusal(String reason, String message) {}

    /** The cluster of an App, or why there is none. */
    record Choice(@Nullable MesosCluster cluster, @Nullable Refusal refusal) {
        static Choice of(MesosCluster cluster) {
            return new Choice(cluster, null);
        }

        static Choice none(String reason, String message) {
            return new Choice(null, new Refusal(reason, message));
        }
    }

    private AppRules() {}

    /** The cluster that an App names or, where it names none, the only one in its namespace. */
    static Choice choose(App app, Collection<MesosCluster> clusters) {
        String own = app.getMetadata().getNamespace();
        ClusterReference reference = app.getSpec().clusterRef();
        if (reference != null) {
            String namespace = reference.namespace() == null ? own : reference.namespace();
            return clusters.stream()
                    .filter(c -> c.getMetadata().getName().equals(reference.name()))
                    .filter(c -> c.getMetadata().getNamespace().equals(namespace))
                    .findFirst()
                    .map(Choice::of)
                    .orElseGet(
                            () ->
                                    Choice.none(
                                            "ClusterNotFound",
                                            "spec.clusterRef: there is no MesosCluster %s in namespace %s: make one, or make the App anew with the name of one that is there"
                                                    .formatted(reference.name(), namespace)));
        }
        List<MesosCluster> here =
                clusters.stream().filter(c -> c.getMetadata().getNamespace().equals(own)).toList();
        if (here.size() == 1) {
            return Choice.of(here.getFirst());
        }
        return here.isEmpty()
                ? Choice.none(
                        "ClusterNotFound",
                        "there is no MesosCluster in namespace %s: make one, or name one of another namespace in spec.clusterRef"
                                .formatted(own))
                : Choice.none(
                        "ClusterAmbiguous",
                        "spec.clusterRef: namespace %s has several MesosClusters: name one of %s"
                                .formatted(
                                        own,
                                        here.stream()
                                                .map(c -> c.getMetadata().getName())
                                                .sorted()
                                                .collect(Collectors.joining(", "))));
    }

    /** Why a cluster does not take an App, if it does not. */
    static Optional<Refusal> refusal(App app, MesosCluster cluster) {
        return deletion(cluster)
                .or(() -> namespace(app, cluster))
                .or(() -> id(app, cluster))
                .or(() -> marathon(cluster))
                .or(() -> pool(app.getSpec(), cluster))
                .or(() -> shape(app.getSpec()));
    }

    private static Optional<Refusal> deletion(MesosCluster cluster) {
        if (cluster.getMetadata().getDeletionTimestamp() == null) {
            return Optional.empty();
        }
        return refuse(
                "ClusterDeleting",
                "MesosCluster %s is being deleted, and what runs there %s"
                        .formatted(
                                cluster.getMetadata().getName(),
                                cluster.getSpec().deletionPolicy() == DeletionPolicy.Delete
                                        ? "ends"
                                        : "goes on without it: a cluster of the same name finds it again"));
    }

    private static Optional<Refusal> namespace(App app, MesosCluster cluster) {
        String namespace = app.getMetadata().getNamespace();
        AppsPolicy policy = cluster.getSpec().apps();
        List<String> allowed =
                policy == null || policy.allowedNamespaces() == null
                        ? List.of()
                        : policy.allowedNamespaces();
        if (namespace.equals(cluster.getMetadata().getNamespace())
                || allowed.contains(namespace)
                || allowed.contains("*")) {
            return Optional.empty();
        }
        return refuse(
                "NamespaceNotAllowed",
                "MesosCluster %s/%s takes no Apps of namespace %s: its owner can add that to spec.apps.allowedNamespaces"
                        .formatted(
                                cluster.getMetadata().getNamespace(),
                                cluster.getMetadata().getName(),
                                namespace));
    }

    private static Optional<Refusal> id(App app, MesosCluster cluster) {
        AppsPolicy policy = cluster.getSpec().apps();
        String prefix = "/" + app.getMetadata().getNamespace() + "/";
        String id = AppDefinition.id(app);
        if (id.startsWith(prefix)
                || (policy != null && Boolean.TRUE.equals(policy.allowOtherIds()))) {
            return Optional.empty();
        }
        return refuse(
                "IdNotAllowed",
                "spec.id: %s does not lie under %s: make the App anew with such an id, or without one for %s%s; or the cluster's owner sets spec.apps.allowOtherIds"
                        .formatted(id, prefix, prefix, app.getMetadata().getName()));
    }

    private static Optional<Refusal> marathon(MesosCluster cluster) {
        Marathon marathon = cluster.getSpec().marathon();
        return marathon != null && Boolean.FALSE.equals(marathon.enabled())
                ? refuse(
                        "NoMarathon",
                        "MesosCluster %s has no Marathon: set its spec.marathon.enabled"
                                .formatted(cluster.getMetadata().getName()))
                : Optional.empty();
    }

    private static Optional<Refusal> pool(AppSpec spec, MesosCluster cluster) {
        return PoolRules.breach(spec, cluster)
                .map(
                        breach ->
                                new Refusal(
                                        "PolicyViolated",
                                        "%s, which no pool of MesosCluster %s runs: %s, or the cluster's owner sets spec.agents[].apps of a pool to Privileged"
                                                .formatted(
                                                        breach.field(),
                                                        cluster.getMetadata().getName(),
                                                        breach.remedy())));
    }

    /** Checks what the schema cannot: values that are a text or an object. */
    private static Optional<Refusal> shape(AppSpec spec) {
        Map<String, JsonNode> env = spec.env() == null ? Map.of() : new TreeMap<>(spec.env());
        for (Map.Entry<String, JsonNode> entry : env.entrySet()) {
            JsonNode value = entry.getValue();
            if (value == null || !(value.isTextual() || isSecret(value))) {
                return refuse(
                        "InvalidSpec",
                        "spec.env.%s: %s is neither a text nor {secret: NAME}: put it in quotes"
                                .formatted(entry.getKey(), value));
            }
        }
        JsonNode unreachable = spec.unreachableStrategy();
        if (unreachable != null
                && !unreachable.isObject()
                && !unreachable.asText().equals("disabled")) {
            return refuse(
                    "InvalidSpec",
                    "spec.unreachableStrategy: %s is neither disabled nor {inactiveAfterSeconds, expungeAfterSeconds}"
                            .formatted(unreachable));
        }
        ResourceLimits limits = spec.resourceLimits();
        return limits == null
                ? Optional.empty()
                : limit("cpus", limits.cpus()).or(() -> limit("mem", limits.mem()));
    }

    private static boolean isSecret(JsonNode value) {
        return value.size() == 1 && value.path("secret").isTextual();
    }

    private static Optional<Refusal> limit(String name, @Nullable JsonNode value) {
        return value == null || value.isNumber() || value.asText().equals("unlimited")
                ? Optional.empty()
                : refuse(
                        "InvalidSpec",
                        "spec.resourceLimits.%s: %s is neither a number nor unlimited"
                                .formatted(name, value));
    }

    private static Optional<Refusal> refuse(String reason, String message) {
        return Optional.of(new Refusal(reason, message));
    }
}

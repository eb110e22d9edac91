package io.mesocosm.operator.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.crds.app.App;
import io.mesocosm.crds.app.AppStatus;
import io.mesocosm.crds.cluster.MesosCluster;
import io.mesocosm.operator.child.ClusterName;
import io.mesocosm.operator.connection.Answer;
import io.mesocosm.operator.connection.Unreachable;
import io.mesocosm.operator.marathon.MarathonApi;
import io.mesocosm.telemetry.Tracing;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Gives Apps to Marathon and takes them back; an app of somebody else's is never touched. */
final class MarathonApps {
    private static final String SPAN = "operator.reconcile";
    private static final String ADOPT = "mesocosm.io/adopt";
    private static final String FORCE = "mesocosm.io/force";
    private static final int STRIPES = 64;

    private final MarathonApi api;
    private final Tracing tracing;
    private final Predicate<String> isApp;
    private final List<Lock> stripes =
            Stream.generate(ReentrantLock::new).limit(STRIPES).map(Lock.class::cast).toList();

    /**
     * @param tracing by which what an App was given becomes the trace of its tasks
     * @param isApp whether there is an App of this namespace/name
     */
    MarathonApps(MarathonApi api, Tracing tracing, Predicate<String> isApp) {
        this.api = api;
        this.tracing = tracing;
        this.isApp = isApp;
    }

    /** Sees that Marathon has the App as it is to be. */
    Delivery deliver(App app, MesosCluster of) throws Unreachable {
        Instant begun = Instant.now();
        ClusterName cluster = ClusterName.of(of);
        ObjectNode definition = AppDefinition.of(app, PoolRules.constraint(app.getSpec(), of));
        // Two Apps with one id must not both find that it is free.
        int stripe = Math.floorMod(Objects.hash(cluster, AppDefinition.id(app)), STRIPES);
        Lock lock = stripes.get(stripe);
        lock.lock();
        try {
            return delivered(app, definition, cluster, begun);
        } finally {
            lock.unlock();
        }
    }

    private Delivery delivered(App app, ObjectNode definition, ClusterName cluster, Instant begun)
            throws Unreachable {
        Answer found = api.get(cluster, path(app));
        if (!found.isOk() && found.status() != 404) {
            return new Delivery.Postponed(
                    MissingNode.getInstance(), "MarathonRefuses", explain(found));
        }
        JsonNode live = found.body().path("app");
        String owner = AppDefinition.owner(live);
        if (live.isObject() && !owner.equals(AppDefinition.owner(app)) && !adopts(app, owner)) {
            return new Delivery.Refused(MissingNode.getInstance(), "IdTaken", taken(app, owner));
        }
        if (live.isObject() && isCurrent(app, definition, live)) {
            return new Delivery.Done(live, false);
        }
        String force = "true".equals(annotation(app, FORCE)) ? "&force=true" : "";
        String inNameOf = owner.isEmpty() ? AppDefinition.owner(app) : owner;
        String query = "?partialUpdate=false" + owner(inNameOf) + force;
        Answer put = put(app, definition, cluster, query, begun);
        if (put.isOk()) {
            return new Delivery.Done(api.get(cluster, path(app)).body().path("app"), true);
        }
        return switch (put.status()) {
            case 409 ->
                    put.body().has("deployments")
                            ? new Delivery.Postponed(live, "Locked", locked(put))
                            : new Delivery.Refused(live, "IdTaken", "spec.id: " + explain(put));
            case 400, 422 -> new Delivery.Refused(live, "InvalidSpec", explain(put));
            default -> new Delivery.Postponed(live, "MarathonRefuses", explain(put));
        };
    }

    /** A trace begins here: the rounds in which Marathon has the App as it is to be are of none. */
    private Answer put(
            App app, ObjectNode definition, ClusterName cluster, String query, Instant begun)
            throws Unreachable {
        Span span =
                tracing.span(SPAN)
                        .setStartTimestamp(begun)
                        .setAttribute("k8s.namespace.name", app.getMetadata().getNamespace())
                        .setAttribute("mesocosm.app.name", app.getMetadata().getName())
                        .setAttribute("mesocosm.cluster.name", cluster.name())
                        .setAttribute("marathon.app.id", AppDefinition.id(app))
                        .startSpan();
        try {
            Answer answer =
                    api.put(
                            cluster,
                            path(app) + query,
                            definition,
                            tracing.sent(Tracing.under(span)));
            if (!answer.isOk()) {
                span.setStatus(StatusCode.ERROR, explain(answer));
            }
            return answer;
        } catch (Unreachable e) {
            span.setStatus(StatusCode.ERROR, String.valueOf(e.getMessage()));
            throw e;
        } finally {
            span.end();
        }
    }

    private static String path(App app) {
        return "/v2/apps" + AppDefinition.id(app);
    }

    /** Names the owner of the app that a request changes; without it Marathon refuses that. */
    private static String owner(String owner) {
        return "&owner=" + URLEncoder.encode(owner, StandardCharsets.UTF_8);
    }

    private static String annotation(App app, String name) {
        Map<String, String> annotations = app.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault(name, "");
    }

    /** Whether the App may take over what nobody owns, or whose owner is gone. */
    private boolean adopts(App app, String owner) {
        return "true".equals(annotation(app, ADOPT)) && (owner.isEmpty() || !isApp.test(owner));
    }

    private String taken(App app, String owner) {
        String id = AppDefinition.id(app);
        if (owner.isEmpty()) {
            return "spec.id: %s is there already, made through Marathon's API: delete it there, or annotate this App %s=true to take it over"
                    .formatted(id, ADOPT);
        }
        return isApp.test(owner)
                ? "spec.id: %s belongs to App %s: make this App anew with another id, or delete that one"
                        .formatted(id, owner)
                : "spec.id: %s belonged to App %s, which is gone: annotate this App %s=true to take it over"
                        .formatted(id, owner, ADOPT);
    }

    /** Whether Marathon has what it was last given, and was last given this. */
    private static boolean isCurrent(App app, ObjectNode definition, JsonNode live) {
        AppStatus status = app.getStatus();
        return status != null
                && Objects.equals(status.observedGeneration(), app.getMetadata().getGeneration())
                && live.path("version").asText().equals(status.version())
                && AppDefinition.owner(live).equals(AppDefinition.owner(app))
                && AppDefinition.pools(live).equals(AppDefinition.pools(definition));
    }

    private static String locked(Answer answer) {
        List<String> ids = new ArrayList<>();
        answer.body().path("deployments").forEach(d -> ids.add(d.path("id").asText()));
        return "deployment %s holds the app: this change follows when it ends; annotate the App %s=true to end it now"
                .formatted(String.join(", ", ids), FORCE);
    }

    /** Marathon's message, and for each field what is wrong with it. */
    static String explain(Answer answer) {
        JsonNode body = answer.body();
        List<String> details = new ArrayList<>();
        for (JsonNode detail : body.path("details")) {
            List<String> errors = new ArrayList<>();
            detail.path("errors").forEach(error -> errors.add(error.asText()));
            details.add(field(detail.path("path").asText()) + ": " + String.join(", ", errors));
        }
        if (!details.isEmpty()) {
            return String.join("; ", details);
        }
        String message = body.path("message").asText("");
        return message.isEmpty()
                ? "Marathon answers with status " + answer.status()
                : "Marathon says: " + message;
    }

    /** A path of Marathon's, /healthChecks(0)/port, as one of the resource. */
    private static String field(String path) {
        return "spec"
                + path.replaceAll("\\((\\d+)\\)", "[$1]").replace('/', '.').replaceAll("\\.$", "");
    }

    /** Takes the App's app out of Marathon; true once it and its tasks are gone. */
    boolean remove(App app, ClusterName cluster) throws Unreachable {
        Answer found = api.get(cluster, path(app));
        if (found.isOk()
                && AppDefinition.owner(found.body().path("app")).equals(AppDefinition.owner(app))) {
            api.delete(cluster, path(app) + "?force=true" + owner(AppDefinition.owner(app)));
            return false;
        }
        for (JsonNode deployment : api.get(cluster, "/v2/deployments").body()) {
            for (JsonNode affected : deployment.path("affectedApps")) {
                if (affected.asText().equals(AppDefinition.id(app)) && !found.isOk()) {
                    return false;
                }
            }
        }
        return true;
    }
}

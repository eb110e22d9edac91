package io.mesocosm.marathon.server.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.marathon.core.Command;
import io.mesocosm.marathon.core.Outcome;
import io.mesocosm.marathon.core.View;
import io.mesocosm.marathon.core.path.PathId;
import io.mesocosm.marathon.server.json.DeploymentWriter;
import io.mesocosm.marathon.server.json.QueueWriter;
import io.mesocosm.marathon.server.json.TaskView;
import io.mesocosm.telemetry.Telemetry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Deployments, queue, leader, info and the small endpoints (spec §1.6). */
final class SystemResource {

    private final Desk desk;
    private final Identity identity;
    private final Metrics metrics;

    SystemResource(Desk desk, Identity identity, Metrics metrics) {
        this.desk = desk;
        this.identity = identity;
        this.metrics = metrics;
    }

    private record Running(View.Deployment deployment, Map<PathId, List<TaskView>> tasks) {}

    /** Answers what lies under /v2/deployments. */
    void deployments(Call call) throws IOException {
        List<String> path = call.path();
        if (path.size() == 2) {
            Api.require(call, "GET");
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            desk.read(SystemResource::running)
                    .forEach(r -> list.add(DeploymentWriter.write(r.deployment, r.tasks)));
            call.json(200, list);
        } else if (path.size() == 3) {
            deployment(call, path.get(2));
        } else {
            throw Api.unknownRoute();
        }
    }

    private static List<Running> running(View view) {
        return view.deployments().stream()
                .map(
                        d -> {
                            Map<PathId, List<TaskView>> tasks = new HashMap<>();
                            for (PathId id : d.plan().affectedApps()) {
                                tasks.put(
                                        id,
                                        view.instances(id).stream()
                                                .map(i -> TaskView.of(view, i))
                                                .toList());
                            }
                            return new Running(d, tasks);
                        })
                .toList();
    }

    private void deployment(Call call, String id) throws IOException {
        if (call.method().equals("GET")) {
            Running found =
                    desk.read(SystemResource::running).stream()
                            .filter(r -> r.deployment.plan().id().equals(id))
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            Refusal.of(
                                                    404,
                                                    "DeploymentPlan " + id + " does not exist"));
            call.json(200, DeploymentWriter.write(found.deployment, found.tasks));
            return;
        }
        Api.require(call, "DELETE");
        Outcome outcome = desk.ask(new Command.CancelDeployment(id, call.flag("force")));
        switch (outcome) {
            case Outcome.Deployed deployed -> call.deployed(200, deployed);
            case Outcome.Done _ -> call.empty(202);
            default -> throw Refusal.of(outcome);
        }
    }

    /** Answers what lies under /v2/queue. */
    void queue(Call call) throws IOException {
        List<String> path = call.path();
        if (path.size() == 2) {
            Api.require(call, "GET");
            List<View.Queued> queue = desk.read(View::queue);
            boolean offers = call.embeds().contains("lastUnusedOffers");
            ObjectNode body = Call.object();
            ArrayNode list = body.putArray("queue");
            Instant now = identity.clock().instant();
            queue.forEach(q -> list.add(QueueWriter.write(q, offers, now)));
            call.json(200, body);
        } else if (path.getLast().equals("delay") && path.size() > 3) {
            Api.require(call, "DELETE");
            PathId id = call.id(2, path.size() - 1);
            Outcome outcome = desk.ask(new Command.ResetDelay(id));
            if (!(outcome instanceof Outcome.Done)) {
                throw Refusal.of(outcome);
            }
            call.empty(204);
        } else {
            throw Api.unknownRoute();
        }
    }

    void leader(Call call) throws IOException {
        if (call.method().equals("DELETE")) {
            call.json(200, Call.object().put("message", "Leadership abdicated"));
            identity.abdicate().run();
            return;
        }
        Api.require(call, "GET");
        call.json(200, Call.object().put("leader", identity.address()));
    }

    void info(Call call) throws IOException {
        Api.require(call, "GET");
        Optional<String> framework = desk.read(view -> Optional.ofNullable(view.frameworkId()));
        ObjectNode body = Call.object();
        body.put("name", "marathon");
        body.put("version", Identity.VERSION);
        body.put("buildref", "mesocosm");
        body.put("elected", true);
        body.put("leader", identity.address());
        framework.ifPresent(id -> body.put("frameworkId", id));
        ObjectNode config = body.putObject("marathon_config");
        ShownConfiguration.of(identity.configuration()).forEach(config::putPOJO);
        ObjectNode zookeeper = body.putObject("zookeeper_config");
        ShownConfiguration.zookeeper(identity.configuration()).forEach(zookeeper::putPOJO);
        body.putObject("http_config")
                .put("http_port", identity.httpPort())
                .put("https_port", identity.httpsPort());
        call.json(200, body);
    }

    void metrics(Call call) throws IOException {
        Api.require(call, "GET");
        if (call.path().size() == 1 && Metrics.isScrape(call.exchange())) {
            Telemetry.Exposition told = metrics.scraped(call.exchange());
            call.bytes(200, told.contentType(), told.text().getBytes(StandardCharsets.UTF_8));
            return;
        }
        Map<String, Double> gauges = gauges();
        if (call.path().size() > 1) {
            call.text(200, metrics.prometheus(gauges));
        } else {
            call.json(200, metrics.json(gauges));
        }
    }

    Map<String, Double> gauges() {
        return desk.read(metrics::gauges);
    }

    void ping(Call call) throws IOException {
        Api.require(call, "GET");
        if (call.accepts("application/json") && !call.accepts("text/")) {
            call.json(200, JsonNodeFactory.instance.textNode("pong"));
        } else {
            call.text(200, "pong");
        }
    }

    /**
     * Pods are not offered: lists are empty, changes are refused in so many words, and so is HEAD,
     * by which clients ask whether there are pods.
     */
    void pods(Call call) throws IOException {
        List<String> path = call.path();
        String last = path.getLast();
        boolean list = path.size() == 2 || (path.size() == 3 && last.equals("::status"));
        boolean probe = call.exchange().method().equals("HEAD");
        if (call.method().equals("GET") && list && !probe) {
            call.json(200, JsonNodeFactory.instance.arrayNode());
        } else if (!probe && (call.method().equals("GET") || call.method().equals("DELETE"))) {
            PathId id =
                    PathId.of(
                            String.join("/", path.subList(2, path.size())).replaceAll("::.*", ""));
            throw Refusal.of(404, "Pod '" + id + "' does not exist");
        } else {
            throw Refusal.of(501, "Pods are not offered by this Marathon; use /v2/apps.");
        }
    }

    void plugins(Call call) throws IOException {
        if (call.path().size() > 2) {
            throw Api.unknownRoute();
        }
        Api.require(call, "GET");
        ObjectNode body = Call.object();
        body.putArray("plugins");
        call.json(200, body);
    }
}

package io.mesocosm.agent.server.operator;

import io.mesocosm.agent.core.AgentView;
import io.mesocosm.agent.server.container.ContainerCounts;
import io.mesocosm.agent.server.loop.AgentLoop;
import io.mesocosm.containerizer.Containerizer;
import io.mesocosm.http.Endpoint;
import io.mesocosm.http.Exchange;
import io.mesocosm.http.HttpRefusal;
import io.mesocosm.http.MetricsSource;
import io.mesocosm.http.Probes;
import io.mesocosm.http.Routes;
import io.mesocosm.http.VersionInfo;
import io.mesocosm.protocol.json.JsonWriter;
import io.mesocosm.protocol.json.MesosJson;
import io.mesocosm.protocol.v1.ExecutorInfo;
import io.mesocosm.telemetry.Telemetry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The agent's endpoints outside v1 (spec sections 5.2 and 5.3). */
public final class PlainEndpoints {
    private final Facts facts;
    private final AgentLoop loop;
    private final ContainerList containers;
    private final ContainerCounts counts;
    private final Telemetry telemetry;

    public PlainEndpoints(
            Facts facts,
            AgentLoop loop,
            Containerizer containerizer,
            ContainerCounts counts,
            Telemetry telemetry) {
        this.facts = facts;
        this.loop = loop;
        this.counts = counts;
        this.telemetry = telemetry;
        this.containers = new ContainerList(containerizer);
    }

    public MetricsSource metrics() {
        return new AgentMetrics(facts, loop, counts);
    }

    /** Adds them, those that tell of tasks and flags guarded. */
    public void addTo(Routes.Builder routes, UnaryOperator<Endpoint> guard) {
        routes.at("/state", guard.apply(this::state))
                .at("/flags", guard.apply(this::flags))
                .at("/health", Probes.health())
                .at("/ready", this::ready)
                .at("/containers", guard.apply(this::containers))
                .at("/containerizer/debug", guard.apply(PlainEndpoints::pending))
                .at("/monitor/statistics", guard.apply(this::statistics))
                .only("/version", Probes.version(VersionInfo.CURRENT))
                .exactly("/metrics", guard.apply(Probes.scrape(telemetry)))
                .only("/metrics/snapshot", guard.apply(Probes.metrics(metrics())));
    }

    /** What the port of probes answers, by path. */
    public Map<String, Endpoint> probes() {
        return Map.of(
                "/health", Probes.health(),
                "/ready", this::ready,
                "/metrics", Probes.scrape(telemetry),
                "/metrics/snapshot", Probes.metrics(metrics()));
    }

    /** A probe of our own: whether a master has taken this agent in, and has it still. */
    private void ready(Exchange exchange) throws IOException {
        exchange.requireMethod("GET", "HEAD");
        if (facts.master().get() == null) {
            throw HttpRefusal.of(
                    503,
                    "This agent is not registered with a master: "
                            + String.join(", ", facts.settings().masters())
                            + " did not answer, or do not lead.\n");
        }
        exchange.empty(200);
    }

    private AgentView view() {
        AgentView view = loop.ask(agent -> agent.view()).join();
        if (!view.recovered()) {
            throw HttpRefusal.of(503, "Agent has not finished recovery");
        }
        return view;
    }

    private void state(Exchange exchange) throws IOException {
        exchange.requireMethod("GET", "HEAD");
        AgentView view = view();
        exchange.json(writer -> new StateJson(facts, view, writer).write());
    }

    private void flags(Exchange exchange) throws IOException {
        exchange.requireMethod("GET", "HEAD");
        exchange.json(
                writer -> {
                    writer.beginObject().name("flags").beginObject();
                    new TreeMap<>(facts.settings().flags()).forEach(writer::field);
                    writer.endObject().endObject();
                });
    }

    private void containers(Exchange exchange) throws IOException {
        exchange.requireMethod("GET", "HEAD");
        String container = exchange.query("container_id");
        String framework = exchange.query("framework_id");
        String executor = exchange.query("executor_id");
        if (container != null && (framework != null || executor != null)) {
            throw HttpRefusal.of(
                    400, "Expecting either 'container_id' or 'framework_id' with 'executor_id'.\n");
        }
        if (executor != null && framework == null) {
            throw HttpRefusal.of(400, "Expecting 'framework_id' beside 'executor_id'.\n");
        }
        List<ContainerList.Item> items =
                containers.of(view(), false).stream()
                        .filter(item -> matches(container, item.id().value()))
                        .filter(
                                item ->
                                        matches(
                                                framework,
                                                item.executor().spec().key().frameworkId()))
                        .filter(
                                item ->
                                        matches(
                                                executor,
                                                item.executor().spec().key().executorId()))
                        .toList();
        exchange.json(
                writer -> {
                    writer.beginArray();
                    items.forEach(item -> write(writer, item, true));
                    writer.endArray();
                });
    }

    /** No operation of a containerizer hangs where this could tell of it. */
    private static void pending(Exchange exchange) throws IOException {
        exchange.json(
                writer -> writer.beginObject().name("pending").beginArray().endArray().endObject());
    }

    private static boolean matches(@Nullable String wanted, String found) {
        return wanted == null || wanted.equals(found);
    }

    private void statistics(Exchange exchange) throws IOException {
        exchange.requireMethod("GET", "HEAD");
        List<ContainerList.Item> items = containers.of(view(), false);
        exchange.json(
                writer -> {
                    writer.beginArray();
                    items.stream()
                            .filter(item -> item.statistics() != null)
                            .forEach(item -> write(writer, item, false));
                    writer.endArray();
                });
    }

    private static void write(JsonWriter writer, ContainerList.Item item, boolean whole) {
        AgentView.ExecutorView executor = item.executor();
        ExecutorInfo info = Commands.info(executor);
        writer.beginObject();
        if (whole) {
            writer.field("container_id", item.id().value());
        }
        writer.field("executor_id", executor.spec().key().executorId());
        writer.field("executor_name", info.getName());
        writer.field("framework_id", executor.spec().key().frameworkId());
        writer.field("source", StateJson.source(info));
        if (item.statistics() != null) {
            writer.name("statistics");
            MesosJson.write(item.statistics(), writer);
        }
        if (whole) {
            writer.name("status");
            MesosJson.write(item.status(), writer);
        }
        writer.endObject();
    }
}

package io.mesocosm.master.server;

import io.mesocosm.http.MetricsSource;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.snapshot.Snapshot;
import io.mesocosm.master.server.loop.MasterLoop;
import io.mesocosm.master.server.operator.OperatorStreams;
import io.mesocosm.master.server.registry.Registrar;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The core's metrics and those that the shell alone knows (spec §11). */
record ShellMetrics(
        MetricsSource core, MasterLoop loop, OperatorStreams operators, Registrar registrar)
        implements MetricsSource {

    @Override
    public Map<String, Double> snapshot() {
        Map<String, Double> values = new HashMap<>(core.snapshot());
        values.put("master/event_queue_dispatches", (double) loop.waiting());
        values.put("master/operator_event_stream_subscribers", (double) operators.size());
        values.put("registrar/queued_operations", (double) registrar.queued());
        values.put("registrar/state_store_ms", registrar.lastStoreMillis());
        values.put("registrar/state_store_ms/count", (double) registrar.stores());
        addFrameworks(values, loop.read(s -> s).join());
        return values;
    }

    private static void addFrameworks(Map<String, Double> values, Snapshot snapshot) {
        for (Framework framework : snapshot.frameworks()) {
            String prefix =
                    "master/frameworks/"
                            + URLEncoder.encode(framework.spec().name(), StandardCharsets.UTF_8)
                                    .replace("+", "%20")
                            + "/"
                            + framework.id()
                            + "/";
            values.put(prefix + "subscribed", framework.connected() ? 1.0 : 0.0);
            snapshot.counters()
                    .frameworks()
                    .getOrDefault(framework.id(), Map.of())
                    .forEach((name, count) -> values.put(prefix + name, (double) count));
        }
    }
}

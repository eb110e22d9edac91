package io.mesocosm.master.server;

import io.mesocosm.http.MetricsSource;
import io.mesocosm.master.server.loop.MasterLoop;
import io.mesocosm.master.server.operator.OperatorStreams;
import io.mesocosm.master.server.registry.Registrar;
import java.util.HashMap;
import java.util.Map;

/** The core's metrics and those that the shell alone knows (spec §11). */
record ShellMetrics(
        MetricsSource core,
        MasterLoop loop,
        OperatorStreams operators,
        Registrar registrar,
        CertificateMetrics certificate)
        implements MetricsSource {

    @Override
    public Map<String, Double> snapshot() {
        Map<String, Double> values = new HashMap<>(core.snapshot());
        values.put("master/event_queue_dispatches", (double) loop.waiting());
        values.put("master/operator_event_stream_subscribers", (double) operators.size());
        values.put("registrar/queued_operations", (double) registrar.queued());
        registrar.fetches().putInto(values);
        registrar.stores().putInto(values);
        certificate.putInto(values);
        return values;
    }
}

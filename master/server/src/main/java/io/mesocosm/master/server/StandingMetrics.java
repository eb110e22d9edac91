package io.mesocosm.master.server;

import io.mesocosm.http.MetricsSource;
import io.mesocosm.master.core.Master;
import io.mesocosm.master.core.MasterConfig;
import io.mesocosm.master.core.registry.RegistryContent;
import io.mesocosm.master.core.snapshot.Snapshot;
import io.mesocosm.master.server.leadership.Standing;
import io.mesocosm.master.server.leadership.Standing.Role;
import io.mesocosm.master.server.metrics.MasterMetrics;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The leader's metrics, or those of a master that knows nobody while it stands by (spec §11). */
final class StandingMetrics implements MetricsSource {
    private final Standing<LeadingMaster> standing;
    private final MetricsSource standby;
    private final CertificateMetrics certificate;

    StandingMetrics(
            Standing<LeadingMaster> standing,
            MasterConfig config,
            Clock clock,
            Instant started,
            CertificateMetrics certificate) {
        this.standing = standing;
        this.certificate = certificate;
        Snapshot empty = new Master(config, RegistryContent.EMPTY, started).snapshot();
        this.standby = new MasterMetrics(() -> empty, clock, started);
    }

    @Override
    public Map<String, Double> snapshot() {
        if (standing.role() instanceof Role.Leading<LeadingMaster>(LeadingMaster leader)) {
            return leader.metrics().snapshot();
        }
        Map<String, Double> values = new HashMap<>(standby.snapshot());
        values.put("master/elected", standing.isElected() ? 1.0 : 0.0);
        values.put("registrar/log/recovered", 0.0);
        values.put("master/event_queue_dispatches", 0.0);
        values.put("master/operator_event_stream_subscribers", 0.0);
        values.put("registrar/queued_operations", 0.0);
        certificate.putInto(values);
        return values;
    }
}

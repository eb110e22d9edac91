package io.mesocosm.master.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A timer's metrics under Mesos's names (spec §11). */
class TimingsTest {
    private static Map<String, Double> told(Timings timings) {
        Map<String, Double> values = new HashMap<>();
        timings.putInto(values);
        return values;
    }

    @Test
    void tellsNothingBeforeTheFirstTime() {
        assertThat(told(new Timings("registrar/state_store"))).isEmpty();
    }

    @Test
    void tellsTheLastAndTheStatisticsOfAll() {
        Timings timings = new Timings("registrar/state_store");
        for (int millis = 10; millis >= 0; millis--) {
            timings.add(millis);
        }
        assertThat(told(timings))
                .containsOnlyKeys(
                        "registrar/state_store_ms",
                        "registrar/state_store_ms/count",
                        "registrar/state_store_ms/min",
                        "registrar/state_store_ms/max",
                        "registrar/state_store_ms/p50",
                        "registrar/state_store_ms/p90",
                        "registrar/state_store_ms/p95",
                        "registrar/state_store_ms/p99",
                        "registrar/state_store_ms/p999",
                        "registrar/state_store_ms/p9999")
                .containsEntry("registrar/state_store_ms", 0.0)
                .containsEntry("registrar/state_store_ms/count", 11.0)
                .containsEntry("registrar/state_store_ms/min", 0.0)
                .containsEntry("registrar/state_store_ms/max", 10.0)
                .containsEntry("registrar/state_store_ms/p50", 5.0)
                .containsEntry("registrar/state_store_ms/p95", 9.5);
    }

    @Test
    void forgetsWhatIsLongAgo() {
        Timings timings = new Timings("t");
        timings.add(99);
        for (int i = 0; i < 1000; i++) {
            timings.add(1);
        }
        assertThat(told(timings))
                .containsEntry("t_ms/max", 1.0)
                .containsEntry("t_ms/count", 1000.0);
    }
}

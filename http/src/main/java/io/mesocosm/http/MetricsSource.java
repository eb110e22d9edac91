package io.mesocosm.http;

import java.util.Map;

/** Where {@code /metrics/snapshot} gets its numbers; called by any thread. */
@FunctionalInterface
public interface MetricsSource {

    /** Every metric's present value by its Mesos name. */
    Map<String, Double> snapshot();
}

package io.mesocosm.master.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.master.server.state.Snapshots;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What exporters read of a master, under Mesos's names and with right values (spec §11). */
class MasterMetricsTest {
    private static final Map<String, Double> METRICS =
            new MasterMetrics(
                            Snapshots::small,
                            () -> Snapshots.START.plusSeconds(90),
                            Snapshots.START)
                    .snapshot();

    @Test
    void tellsOfItself() {
        assertThat(METRICS).containsEntry("master/elected", 1.0);
        assertThat(METRICS).containsEntry("master/uptime_secs", 90.0);
        assertThat(METRICS.get("system/cpus_total")).isPositive();
        assertThat(METRICS.get("system/mem_total_bytes")).isPositive();
        assertThat(METRICS).containsKeys("system/load_1min", "system/mem_free_bytes");
        assertThat(METRICS).containsKey("registrar/registry_size_bytes");
        assertThat(METRICS).containsEntry("registrar/log/ensemble_size", 1.0);
    }

    @Test
    void sumsWhatAgentsHaveAndGive() {
        assertThat(METRICS)
                .containsEntry("master/cpus_total", 4.0)
                .containsEntry("master/cpus_used", 1.0)
                .containsEntry("master/cpus_percent", 0.25)
                .containsEntry("master/mem_total", 128.0)
                .containsEntry("master/gpus_percent", 0.0)
                .containsEntry("master/disk_revocable_total", 0.0)
                .containsEntry("allocator/mesos/resources/cpus/total", 4.0)
                .containsEntry("allocator/mesos/resources/cpus/offered_or_allocated", 4.0)
                .containsEntry("allocator/mesos/resources/disk/total", 10.0)
                .containsEntry("allocator/mesos/roles/dev/shares/dominant", 1.0);
    }

    @Test
    void countsAgentsFrameworksAndTasks() {
        assertThat(METRICS)
                .containsEntry("master/slaves_active", 1.0)
                .containsEntry("master/slaves_unreachable", 1.0)
                .containsEntry("master/frameworks_active", 1.0)
                .containsEntry("master/frameworks_disconnected", 1.0)
                .containsEntry("master/outstanding_offers", 1.0)
                .containsEntry("master/tasks_running", 1.0)
                .containsEntry("master/tasks_finished", 1.0)
                .containsEntry("master/tasks_failed", 0.0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "slave_shutdowns_scheduled",
                "slave_shutdowns_canceled",
                "slave_shutdowns_completed",
                "slave_removals/reason_unhealthy",
                "valid_framework_to_executor_messages",
                "invalid_framework_to_executor_messages",
                "valid_executor_to_framework_messages",
                "invalid_executor_to_framework_messages",
                "valid_operation_status_update_acknowledgements",
                "messages_authenticate",
                "messages_deactivate_framework",
                "messages_reconcile_operations",
                "messages_operation_status_update_acknowledgement",
                "event_queue_messages",
                "event_queue_http_requests",
                "http_cache_hits"
            })
    void hasWhatExportersGiveUpWithout(String name) {
        assertThat(METRICS).containsEntry("master/" + name, 0.0);
    }

    @Test
    void tellsOfEachFramework() {
        String prefix = "master/frameworks/f/m-0000/";
        assertThat(METRICS)
                .containsEntry(prefix + "subscribed", 0.0)
                .containsEntry(prefix + "calls/accept", 0.0)
                .containsEntry(prefix + "offers/sent", 0.0)
                .containsEntry(prefix + "tasks/active/task_running", 1.0)
                .containsEntry(prefix + "tasks/active/task_staging", 0.0)
                .containsEntry(prefix + "tasks/terminal/task_finished", 0.0)
                .containsEntry(prefix + "roles/dev/suppressed", 0.0);
    }
}

package io.mesocosm.marathon.server.rest;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The part of the flags that /v2/info shows: strict clients fail at names Marathon has not. */
final class ShownConfiguration {
    private static final Set<String> NAMES =
            Set.of(
                    "access_control_allow_origin",
                    "checkpoint",
                    "decline_offer_duration",
                    "default_network_name",
                    "env_vars_prefix",
                    "executor",
                    "failover_timeout",
                    "features",
                    "framework_name",
                    "ha",
                    "hostname",
                    "launch_token",
                    "launch_token_refresh_interval",
                    "leader_proxy_connection_timeout_ms",
                    "leader_proxy_read_timeout_ms",
                    "local_port_max",
                    "local_port_min",
                    "maintenance_mode",
                    "marathon_store_timeout",
                    "master",
                    "max_instances_per_offer",
                    "mesos_bridge_name",
                    "mesos_heartbeat_failure_threshold",
                    "mesos_heartbeat_interval",
                    "mesos_leader_ui_url",
                    "mesos_role",
                    "mesos_user",
                    "min_revive_offers_interval",
                    "new_group_enforce_role",
                    "offer_matching_timeout",
                    "on_elected_prepare_timeout",
                    "reconciliation_initial_delay",
                    "reconciliation_interval",
                    "revive_offers_for_new_apps",
                    "revive_offers_repetitions",
                    "scale_apps_initial_delay",
                    "scale_apps_interval",
                    "store_cache",
                    "task_launch_confirm_timeout",
                    "task_launch_timeout",
                    "task_lost_expunge_initial_delay",
                    "task_lost_expunge_interval",
                    "task_reservation_timeout",
                    "webui_url");

    private ShownConfiguration() {}

    /** What is shown of these flags. */
    static Map<String, Object> of(Map<String, Object> flags) {
        Map<String, Object> shown = new TreeMap<>(flags);
        shown.keySet().retainAll(NAMES);
        return shown;
    }

    /** What is shown of the flags about ZooKeeper, of which some are accepted. */
    static Map<String, Object> zookeeper(Map<String, Object> flags) {
        Map<String, Object> shown = new TreeMap<>(flags);
        shown.keySet().removeIf(name -> !name.equals("zk") && !name.startsWith("zk_"));
        return shown;
    }
}

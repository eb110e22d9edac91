package io.mesocosm.marathon.main;

import io.mesocosm.marathon.core.Settings;
import io.mesocosm.marathon.main.Flags.Flag;
import io.mesocosm.marathon.main.Flags.Misuse;
import io.mesocosm.marathon.server.ServerSettings;
import io.mesocosm.marathon.server.leadership.ProxySettings;
import io.mesocosm.marathon.server.mesos.FrameworkSettings;
import io.mesocosm.marathon.server.rest.Access;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Marathon's flags and what they mean to the server. */
final class MarathonFlags {

    private static final Set<String> SECRET =
            Set.of("mesos_authentication_secret", "http_credentials");
    private static final Set<String> FEATURES =
            Set.of("vips", "task_killing", "external_volumes", "secrets", "gpu_resources");

    private final Flags flags;

    MarathonFlags(Flags flags) {
        this.flags = flags;
    }

    static List<Flag> all() {
        List<Flag> all = new ArrayList<>(working());
        all.addAll(SecurityFlags.ALL);
        all.addAll(StateFlags.ALL);
        all.addAll(idle());
        return all;
    }

    private static List<Flag> working() {
        return List.of(
                new Flag(
                        "master", null, "Mesos master: http(s) addresses or host:port, by commas."),
                new Flag(
                        "work_dir",
                        "/var/lib/mesocosm/marathon",
                        "Where a single Marathon keeps its state; not with --etcd."),
                new Flag("http_port", "8080", "The port for plain HTTP."),
                new Flag("http_address", "127.0.0.1", "The address to listen on."),
                new Flag("ip", null, "The address to listen on, in Mesos's word for it."),
                new Flag("hostname", null, "The name others reach this Marathon by."),
                new Flag("webui_url", null, "The address of the user interface."),
                new Flag("mesos_leader_ui_url", null, "The master's user interface."),
                new Flag("framework_name", "marathon", "The name to register with."),
                new Flag("mesos_role", "*", "The role for apps that name none."),
                new Flag("default_accepted_resource_roles", "*", "Kept for old scripts: any."),
                new Flag("mesos_user", "root", "The user that tasks run as."),
                new Flag("mesos_authentication_principal", null, "Who to be to the master."),
                new Flag("mesos_authentication_secret", null, "The secret that proves it."),
                new Flag("mesos_authentication_secret_file", null, "A file with that secret."),
                new Flag("failover_timeout", "604800", "Seconds tasks outlive Marathon."),
                new Flag("checkpoint", "true", "Whether tasks outlive their agent's restart."),
                new Flag("ha", "true", "Accepted for old scripts; state is always kept."),
                new Flag("local_port_min", "10000", "The lowest service port to assign."),
                new Flag("local_port_max", "20000", "The highest service port to assign."),
                new Flag("env_vars_prefix", "", "Put before PORT and HOST variables."),
                new Flag("default_network_name", null, "The network where none is named."),
                new Flag("mesos_bridge_name", "mesos-bridge", "The name of the agents' bridge."),
                new Flag("task_launch_timeout", "300000", "Milliseconds until TASK_RUNNING."),
                new Flag("task_launch_confirm_timeout", "300000", "As task_launch_timeout."),
                new Flag("launch_tokens", "10000", "Launches per launch_token_refresh_interval."),
                new Flag("launch_token_refresh_interval", "30000", "Milliseconds."),
                new Flag("max_instances_per_offer", "1000", "Instances per offer."),
                new Flag("reconciliation_initial_delay", "15000", "Milliseconds."),
                new Flag("reconciliation_interval", "600000", "Milliseconds."),
                new Flag("scale_apps_initial_delay", "15000", "Milliseconds."),
                new Flag("scale_apps_interval", "300000", "Milliseconds."),
                new Flag("decline_offer_duration", "120000", "Milliseconds unused offers rest."),
                new Flag("min_revive_offers_interval", "5000", "Milliseconds, on average."),
                new Flag("suppress_offers", "true", "Want no offers while nothing waits."),
                new Flag("kill_chunk_size", "100", "Kills under way at once."),
                new Flag("kill_retry_timeout", "30000", "Milliseconds until a kill is repeated."),
                new Flag("max_apps", null, "The most apps there may be."),
                new Flag("max_running_deployments", "100", "The most deployments at once."),
                new Flag("zk_max_versions", "50", "Versions kept of each app and of the root."),
                new Flag("new_group_enforce_role", "off", "off or top."),
                new Flag("max_concurrent_marathon_health_checks", "256", "Probes at once."),
                new Flag("enable_features", "", "By commas: " + String.join(", ", FEATURES)),
                new Flag("http_max_concurrent_requests", null, "More are answered 503."),
                new Flag(
                        "access_control_allow_origin",
                        null,
                        "Sites whose scripts may read the API, by commas; * for all."),
                new Flag("leader_proxy_connection_timeout", "5000", "Milliseconds to connect."),
                new Flag("leader_proxy_read_timeout", "10000", "Milliseconds to an answer."),
                new Flag("leader_proxy_max_open_connections", "64", "Requests passed on at once."),
                new Flag("logging_level", "info", "trace, debug, info, warn or error."));
    }

    /** Flags of Marathon that start scripts carry and that mean nothing here. */
    private static List<Flag> idle() {
        return List.of(
                new Flag("zk", null, "Accepted for old scripts; see --etcd."),
                idle("zk_timeout", "10000"),
                idle("zk_session_timeout", "10000"),
                idle("zk_connection_timeout", "10000"),
                idle("zk_compression", "true"),
                idle("zk_compression_threshold", "65536"),
                idle("zk_max_node_size", "1024000"),
                idle("store_cache", "true"),
                idle("http_compression", "true"),
                idle("task_reservation_timeout", "20000"),
                idle("offer_matching_timeout", "3000"),
                idle("task_lost_expunge_initial_delay", "300000"),
                idle("task_lost_expunge_interval", "30000"),
                idle("on_elected_prepare_timeout", "180000"),
                idle("graceful_shutdown_timeout", "45000"),
                idle("event_stream_max_outstanding_messages", "1024"));
    }

    private static Flag idle(String name, @Nullable String byDefault) {
        return new Flag(name, byDefault, "Accepted for old scripts, without effect.");
    }

    /** What is to be said of flags that were given although they have no effect here. */
    List<String> warnings() {
        return idle().stream()
                .map(Flag::name)
                .filter(flags::isGiven)
                .map(
                        name ->
                                name.startsWith("zk")
                                        ? "--"
                                                + name
                                                + " has no effect, there is no ZooKeeper here:"
                                                + " a single Marathon keeps its state in"
                                                + " --work_dir, several share it in etcd and elect"
                                                + " their leader there, by --etcd=host:port,…"
                                        : "--"
                                                + name
                                                + " is accepted for old scripts and has no effect")
                .toList();
    }

    Flags flags() {
        return flags;
    }

    private Duration millis(String name) {
        return Duration.ofMillis(flags.integer(name));
    }

    private Settings core() {
        return new Settings(
                flags.required("mesos_role"),
                features(),
                flags.integer("local_port_min"),
                flags.integer("local_port_max"),
                flags.integer("max_running_deployments"),
                flags.text("max_apps") == null ? null : flags.integer("max_apps"),
                flags.text("default_network_name"),
                flags.required("mesos_bridge_name"),
                orEmpty(flags.text("env_vars_prefix")),
                enforceRole(),
                flags.integer("zk_max_versions"),
                millis("task_launch_timeout"),
                flags.integer("launch_tokens"),
                millis("launch_token_refresh_interval"),
                flags.integer("max_instances_per_offer"),
                millis("decline_offer_duration"),
                millis("min_revive_offers_interval"),
                flags.isOn("suppress_offers"),
                flags.integer("kill_chunk_size"),
                millis("kill_retry_timeout"),
                millis("reconciliation_initial_delay"),
                millis("reconciliation_interval"),
                millis("scale_apps_initial_delay"),
                millis("scale_apps_interval"));
    }

    private boolean enforceRole() {
        String value = flags.required("new_group_enforce_role");
        if (!value.equals("off") && !value.equals("top")) {
            throw new Misuse("Flag --new_group_enforce_role needs off or top, not '" + value + "'");
        }
        return value.equals("top");
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }

    private Set<String> features() {
        String given = flags.text("enable_features");
        if (given == null) {
            return Set.of();
        }
        Set<String> features = Set.copyOf(Arrays.asList(given.split(",", -1)));
        for (String feature : features) {
            if (!FEATURES.contains(feature)) {
                throw new Misuse(
                        "Unknown feature '"
                                + feature
                                + "' in --enable_features; known: "
                                + FEATURES);
            }
        }
        return features;
    }

    String address() {
        String ip = flags.text("ip");
        return ip == null ? flags.required("http_address") : ip;
    }

    String hostname() {
        String hostname = flags.text("hostname");
        String address = address();
        if (hostname != null) {
            return hostname;
        }
        return address.equals("0.0.0.0") || address.equals("::") ? "127.0.0.1" : address;
    }

    ServerSettings server() {
        return new ServerSettings(
                core(),
                address(),
                security().ports(),
                hostname(),
                flags.integer("max_concurrent_marathon_health_checks"),
                access(),
                new ProxySettings(
                        millis("leader_proxy_connection_timeout"),
                        millis("leader_proxy_read_timeout"),
                        flags.integer("leader_proxy_max_open_connections"),
                        flags.isOn("leader_proxy_ssl_ignore_hostname")),
                shown());
    }

    /** The flags' values under the names that /v2/info has for them. */
    private Map<String, Object> shown() {
        Map<String, Object> shown = flags.shown(SECRET);
        shown.put("features", List.copyOf(new TreeSet<>(features())));
        shown.put("launch_token", flags.integer("launch_tokens"));
        shown.put("executor", "//cmd");
        shown.put("maintenance_mode", true);
        shown.put(
                "leader_proxy_connection_timeout_ms",
                flags.integer("leader_proxy_connection_timeout"));
        shown.put("leader_proxy_read_timeout_ms", flags.integer("leader_proxy_read_timeout"));
        shown.put("hostname", hostname());
        shown.putIfAbsent("mesos_leader_ui_url", masters().getFirst());
        shown.computeIfPresent("zk", (name, zk) -> zk.toString().replaceAll("//[^@/]*@", "//"));
        shown.put("webui_url", webUiUrl());
        List<String> origins = access().origins();
        if (!origins.isEmpty()) {
            shown.put("access_control_allow_origin", origins);
        }
        return shown;
    }

    private Access access() {
        String origins = flags.text("access_control_allow_origin");
        SecurityFlags security = security();
        return new Access(
                origins == null
                        ? List.of()
                        : Arrays.stream(origins.split(",", -1)).map(String::strip).toList(),
                security.credentials(),
                security.groups(),
                flags.text("http_max_concurrent_requests") == null
                        ? Integer.MAX_VALUE
                        : flags.integer("http_max_concurrent_requests"));
    }

    private String webUiUrl() {
        String given = flags.text("webui_url");
        return given == null ? security().url(hostname()) : given;
    }

    private List<String> masters() {
        String given = flags.required("master");
        if (given.contains("zk://")) {
            throw new Misuse(
                    "--master="
                            + given
                            + " names a ZooKeeper, and there is none here: name the masters"
                            + " themselves, as --master=http://host:5050,http://other:5050; the one"
                            + " that leads is found by any of them");
        }
        return Arrays.stream(given.split(",", -1))
                .map(String::strip)
                .map(m -> m.contains("://") ? m : "http://" + m)
                .toList();
    }

    FrameworkSettings framework(@Nullable String secret) {
        return new FrameworkSettings(
                masters(),
                flags.required("framework_name"),
                flags.required("mesos_user"),
                flags.required("mesos_role"),
                flags.integer("failover_timeout"),
                flags.isOn("checkpoint"),
                hostname(),
                webUiUrl(),
                flags.required("mesos_bridge_name"),
                flags.text("mesos_authentication_principal"),
                secret);
    }

    /** Over what it is served, and for whom. */
    SecurityFlags security() {
        return new SecurityFlags(flags);
    }

    /** Where the state is kept, and how others learn of the leader. */
    StateFlags state() {
        return new StateFlags(flags, address());
    }
}

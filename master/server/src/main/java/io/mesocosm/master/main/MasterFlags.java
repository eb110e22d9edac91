package io.mesocosm.master.main;

import static io.mesocosm.master.main.Flag.choice;
import static io.mesocosm.master.main.Flag.file;
import static io.mesocosm.master.main.Flag.ignored;
import static io.mesocosm.master.main.Flag.unsupported;
import static io.mesocosm.master.main.Flag.value;

import java.util.List;

/** All flags of Mesos's master (spec §10) and our own, with what becomes of each. */
final class MasterFlags {
    static final String ETCD_PREFIX = "/mesocosm/";
    static final String ETCD_SESSION_TIMEOUT = "2secs";

    static final List<Flag> ALL =
            List.of(
                    value("ip", "127.0.0.1", "Address to bind."),
                    value("port", "5050", "Port of the HTTP endpoints."),
                    value("agent_link_port", "5055", "Port that agents connect to."),
                    value(
                            "probe_port",
                            null,
                            "Port, at --ip, of /health, /ready, /metrics and /metrics/snapshot over plain HTTP for whoever asks, also while another master leads; default: none. A flag of Mesocosm's own."),
                    value("advertise_ip", null, "Address told to others in place of --ip."),
                    value("hostname", null, "Name by which clients reach this master."),
                    choice(
                            "hostname_lookup",
                            true,
                            "Look the name of the address up when --hostname is not given."),
                    value(
                            "work_dir",
                            null,
                            "Folder of the registry; needed unless --etcd or --registry=in_memory is given."),
                    value(
                            "registry",
                            "replicated_log",
                            "Where the registry lies without --etcd: replicated_log (a file in --work_dir) or in_memory."),
                    value(
                            "etcd",
                            null,
                            "Members of etcd, host:port,host:port...: the registry lies there, and of all masters with the same --etcd and --etcd_prefix one leads while the others stand by."),
                    value(
                            "etcd_prefix",
                            ETCD_PREFIX,
                            "What this cluster's keys in etcd start with; ends with a slash."),
                    value(
                            "etcd_session_timeout",
                            ETCD_SESSION_TIMEOUT,
                            "Time, in whole seconds, after which another master takes over from a leader that etcd no longer hears of."),
                    value(
                            "etcd_ca_file",
                            null,
                            "PEM file of the certificates that etcd is trusted by; with --etcd_cert_file and --etcd_key_file."),
                    value(
                            "etcd_cert_file",
                            null,
                            "PEM file of this master's certificate for etcd."),
                    value(
                            "etcd_key_file",
                            null,
                            "PEM file of that certificate's key; all three are read again when they change."),
                    value(
                            "leader_service",
                            null,
                            "NAMESPACE/NAME of the Kubernetes Service that this master points at itself when it leads; in a pod and with --etcd only."),
                    value("cluster", null, "Name of the cluster, shown to its users."),
                    value(
                            "log_dir",
                            null,
                            "Folder with the file mesos-master.log, readable as /master/log."),
                    value("logging_level", "INFO", "INFO, WARNING or ERROR."),
                    choice("quiet", false, "Log warnings and errors only."),
                    value("allocation_interval", "1secs", "Time between two allocations to all."),
                    value("offer_timeout", null, "Time after which an offer is rescinded."),
                    value(
                            "min_allocatable_resources",
                            "cpus:0.01|mem:32",
                            "Least resources of an offer; any one set suffices."),
                    choice(
                            "filter_gpu_resources",
                            true,
                            "Offer agents with GPUs to frameworks with GPU_RESOURCES only."),
                    value(
                            "fair_sharing_excluded_resource_names",
                            null,
                            "Resources that do not count for a framework's share."),
                    value(
                            "whitelist",
                            null,
                            "File of hostnames whose agents get offered; default: all."),
                    value("agent_ping_timeout", "15secs", "Time in which an agent answers a ping.")
                            .alias("slave_ping_timeout"),
                    value(
                                    "max_agent_ping_timeouts",
                                    "5",
                                    "Missed pings after which an agent is unreachable.")
                            .alias("max_slave_ping_timeouts"),
                    value(
                                    "agent_reregister_timeout",
                                    "10mins",
                                    "Time for agents to come back after a master's start.")
                            .alias("slave_reregister_timeout"),
                    value(
                                    "agent_removal_rate_limit",
                                    null,
                                    "Most agents marked unreachable in a time: 1/10mins.")
                            .alias("slave_removal_rate_limit"),
                    value(
                            "registry_max_agent_age",
                            "2weeks",
                            "Age at which unreachable and gone agents are forgotten."),
                    value(
                            "registry_max_agent_count",
                            "102400",
                            "Number beyond which the oldest of them are forgotten."),
                    value("registry_gc_interval", "15mins", "Time between two such clean-ups."),
                    value("max_completed_frameworks", "50", "Completed frameworks kept in memory."),
                    value(
                            "max_completed_tasks_per_framework",
                            "1000",
                            "Completed tasks kept for each framework."),
                    value(
                            "max_unreachable_tasks_per_framework",
                            "1000",
                            "Unreachable tasks kept for each framework."),
                    value(
                            "max_operator_event_stream_subscribers",
                            "1000",
                            "Subscribers to the operator API's events."),
                    choice("root_submissions", true, "Let frameworks run as root."),
                    value(
                            "roles",
                            null,
                            "Roles that frameworks may take, by commas; default: any."),
                    file(
                            "credentials",
                            "File of principals and secrets, {\"credentials\": [{\"principal\": …, \"secret\": …}]}; read again when it changes."),
                    file(
                            "acls",
                            "Mesos's ACLs, as JSON or in a file: which principal may do what, and sees what. A section that this master does not enforce is refused. Frameworks are who they say, unless --authenticate_http_frameworks is given."),
                    choice(
                            "authenticate_http_readonly",
                            false,
                            "Ask for credentials or a certificate on the read-only endpoints."),
                    choice(
                                    "authenticate_http_readwrite",
                                    false,
                                    "Ask for credentials or a certificate on the operator API.")
                            .alias("authenticate_http"),
                    choice(
                            "authenticate_http_frameworks",
                            false,
                            "Ask HTTP frameworks for credentials or a certificate."),
                    value(
                            "tls_cert_file",
                            null,
                            "PEM file of this master's certificate and its chain: it serves HTTP and agents over TLS and reaches agents so. As the next two a flag of Mesocosm's own; read again when the files change."),
                    value("tls_key_file", null, "PEM file of that certificate's key."),
                    value(
                            "tls_ca_file",
                            null,
                            "PEM file of the authorities whose certificates are trusted."),
                    value("domain", null, "This master's fault domain, as JSON."),
                    ignored(
                            "quorum",
                            null,
                            "an embedded registry has one copy, etcd a quorum of its own"),
                    ignored(
                            "registry_fetch_timeout",
                            "1mins",
                            "the registry has time limits of its own"),
                    ignored(
                            "registry_store_timeout",
                            "20secs",
                            "the registry has time limits of its own"),
                    ignored("registry_strict", "false", "as in Mesos"),
                    ignored("log_auto_initialize", "true", "the registry initializes itself"),
                    ignored(
                                    "recovery_agent_removal_limit",
                                    "100%",
                                    "agents are never removed in bulk")
                            .alias("recovery_slave_removal_limit"),
                    ignored(
                            "allocator_agent_recovery_factor",
                            "0.8",
                            "a new master with quotas waits for 80% of its agents"),
                    ignored(
                            "allocator_recovery_timeout",
                            "10mins",
                            "a new master with quotas waits 10 minutes at most"),
                    ignored("zk_session_timeout", "10secs", "there is no ZooKeeper"),
                    ignored("logbufsecs", "0", "logs are never held back"),
                    ignored("initialize_driver_logging", "true", "this concerns libmesos"),
                    ignored("webui_dir", null, "the pages come with the program"),
                    ignored("http_authenticators", "basic", "Basic is the one there is"),
                    ignored("http_framework_authenticators", "basic", "Basic is the one there is"),
                    ignored("authenticators", "crammd5", "there are no v0 frameworks"),
                    ignored("authentication_v0_timeout", "15secs", "there are no v0 frameworks"),
                    ignored("publish_per_framework_metrics", "true", "they are always published"),
                    ignored("max_executors_per_agent", null, "as in Mesos without port mapping"),
                    ignored(
                            "offer_constraints_re2_max_mem",
                            "4KB",
                            "expressions are bounded by their length"),
                    ignored(
                            "offer_constraints_re2_max_program_size",
                            "100",
                            "expressions are bounded by their length"),
                    unsupported(
                            "zk",
                            null,
                            "masters find each other by etcd: give --etcd=host:port,host:port... in its place"),
                    unsupported("advertise_port", null, "the bound port is told to others"),
                    unsupported("ip_discovery_command", null, "give --ip"),
                    unsupported("authorizers", "local", "--acls are what there is"),
                    unsupported(
                                    "authenticate_frameworks",
                                    "false",
                                    "it concerns v0 frameworks; use --authenticate_http_frameworks")
                            .alias("authenticate"),
                    unsupported(
                                    "authenticate_agents",
                                    "false",
                                    "agents prove who they are by certificates: give --tls_cert_file")
                            .alias("authenticate_slaves"),
                    unsupported("rate_limits", null, "they concern v0 frameworks"),
                    unsupported("firewall_rules", null, "endpoints cannot be disabled"),
                    unsupported(
                            "weights",
                            null,
                            "set them by UPDATE_WEIGHTS or PUT /weights; the registry keeps them"),
                    unsupported(
                            "require_agent_domain", "false", "agents without a domain are taken"),
                    unsupported("allocator", "hierarchical", "there is one allocator"),
                    unsupported("role_sorter", "drf", "roles are sorted by DRF")
                            .alias("user_sorter"),
                    unsupported("framework_sorter", "drf", "frameworks are sorted by DRF"),
                    unsupported("modules", null, "there are no modules"),
                    unsupported("modules_dir", null, "there are no modules"),
                    unsupported("hooks", null, "there are no modules"),
                    unsupported("master_contender", null, "there are no modules"),
                    unsupported("master_detector", null, "there are no modules"),
                    unsupported("external_log_file", null, "the log goes to the standard output"),
                    unsupported("memory_profiling", "false", "use the JVM's own tools"));

    private MasterFlags() {}
}

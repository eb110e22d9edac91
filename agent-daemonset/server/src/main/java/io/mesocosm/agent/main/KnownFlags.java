package io.mesocosm.agent.main;

import static io.mesocosm.agent.main.Flag.file;
import static io.mesocosm.agent.main.Flag.ignored;
import static io.mesocosm.agent.main.Flag.unsupported;
import static io.mesocosm.agent.main.Flag.value;

import java.util.List;

/** All flags of Mesos's agent (spec section 10) and our own, with what becomes of each. */
final class KnownFlags {
    static final List<Flag> ALL =
            List.of(
                    value(
                            "master",
                            null,
                            "Agent links of the masters: host:port,host:port,...; the port defaults to 5055"),
                    value("ip", "127.0.0.1", "Address to listen on and to tell others"),
                    value("advertise_ip", null, "Address told to others in place of --ip"),
                    value("port", "5051", "Port of the HTTP endpoints"),
                    value("executor_port", "5053", "Port of the executor API, at the same address"),
                    value(
                            "probe_port",
                            null,
                            "Port, at --ip, of /health, /ready, /metrics and /metrics/snapshot over plain"
                                    + " HTTP for whoever asks; by default there is none. A flag of"
                                    + " Mesocosm's own"),
                    value(
                            "hostname",
                            null,
                            "Name to tell others; by default the name of the address"),
                    value("hostname_lookup", "true", "Whether to look the name of the address up"),
                    value("work_dir", "/var/lib/mesocosm", "Sandboxes and the agent's log"),
                    value("runtime_dir", "/var/run/mesocosm", "What containers need at run time"),
                    value(
                            "resources",
                            "",
                            "cpus:N;mem:MB;disk:MB;ports:[from-to]; what is missing is found on the machine"),
                    value("attributes", "", "rack:2;zone:a"),
                    value("domain", null, "This agent's fault domain, as JSON"),
                    value("default_role", "*", "Role of resources that name none"),
                    value(
                            "recover",
                            "reconnect",
                            "reconnect: go on with what an earlier agent ran; cleanup: end it and exit"),
                    value("switch_user", "true", "Run tasks as their own user"),
                    value("frameworks_home", "", "Where relative URIs are looked for"),
                    value(
                            "executor_environment_variables",
                            "",
                            "JSON object of variables that every executor gets"),
                    value(
                            "executor_registration_timeout",
                            "1mins",
                            "How long a custom executor may take to subscribe"),
                    value(
                            "executor_reregistration_timeout",
                            "2secs",
                            "The same after a restart of the agent; at most 15secs"),
                    value(
                            "executor_shutdown_grace_period",
                            "5secs",
                            "How long an executor may take to end"),
                    value(
                            "recovery_timeout",
                            "15mins",
                            "How long an executor waits for an agent to come back"),
                    value(
                            "registration_backoff_factor",
                            "1secs",
                            "First wait between attempts to reach a master"),
                    value(
                            "max_completed_executors_per_framework",
                            "150",
                            "How many ended executors are remembered"),
                    value(
                            "gc_delay",
                            "1weeks",
                            "How long the sandboxes of ended executors are kept"),
                    value(
                            "gc_disk_headroom",
                            "0.1",
                            "Share of the disk that is to stay free: sandboxes go earlier for it"),
                    value("disk_watch_interval", "1mins", "How often the disk is looked at"),
                    value(
                            "fetcher_stall_timeout",
                            "1mins",
                            "When a download without progress is given up"),
                    value("cgroups_root", "mesos", "Name of the agent's cgroup in each tree"),
                    value(
                            "cgroups_enable_cfs",
                            "false",
                            "Limit each task to its cpus by CFS quota"),
                    value(
                            "systemd_enable_support",
                            "true",
                            "Where systemd runs the machine, have tasks' cgroups in a unit of its,"
                                    + " mesocosm-tasks.service, which outlives the agent, and not"
                                    + " at the top of each tree"),
                    value(
                            "systemd_runtime_directory",
                            "/run/systemd/system",
                            "Directory of the machine by which systemd is known to run it"),
                    value(
                            "docker_registry",
                            "https://registry-1.docker.io",
                            "Where images without a host are looked for"),
                    value(
                            "docker_config",
                            null,
                            "File with credentials of registries, in Docker's form"),
                    value("docker_store_dir", null, "Store of images; by default in --runtime_dir"),
                    value(
                            "host_namespaces",
                            "false",
                            "For an agent in a pod (privileged, hostPID): containers run in the"
                                    + " namespaces and from the disk of the machine, not of the pod."
                                    + " A flag of Mesocosm's own"),
                    value(
                            "node_cpus",
                            null,
                            "CPUs of the node, as 4 or 3920m, that tasks share with a kubelet's"
                                    + " pods: the cgroup of all tasks gets a weight beside theirs"
                                    + " by which both have what they were promised, no more memory"
                                    + " than --resources says, and as much of the processes. A flag"
                                    + " of Mesocosm's own"),
                    value(
                            "runtime_files",
                            null,
                            "Folder with an OCI runtime for containers (bin/crun), and what"
                                    + " --root_filesystem=base means (base), copied to"
                                    + " --runtime_dir; by default the machine's runtime is used. A"
                                    + " flag of Mesocosm's own"),
                    value(
                            "root_filesystem",
                            "host",
                            "What commands without an image see: host, the machine's own root file"
                                    + " system, or base, a shell and the usual programs from"
                                    + " --runtime_files, with the rights that containers with an"
                                    + " image have. A flag of Mesocosm's own"),
                    value(
                            "seccomp_config_dir",
                            null,
                            "Folder of profiles of system calls, in Docker's form, that tasks may"
                                    + " name"),
                    value(
                            "seccomp_profile_name",
                            null,
                            "File in --seccomp_config_dir for containers that name none; those on"
                                    + " the host's root file system have no profile"),
                    value("network_cni_plugins_dir", "/usr/lib/cni", "CNI plugins"),
                    value("network_cni_config_dir", null, "CNI networks, one file each"),
                    value("bridge_name", "mesosbr0", "Link of BRIDGE containers"),
                    value("bridge_subnet", "10.222.0.0/16", "Addresses of BRIDGE containers"),
                    value(
                            "log_dir",
                            null,
                            "Folder with the file mesos-agent.log, readable as /slave/log"),
                    value("logging_level", "INFO", "INFO, WARNING or ERROR"),
                    value("quiet", "false", "Log warnings and errors only"),
                    file(
                            "http_credentials",
                            "File of principals and secrets, {\"credentials\": [{\"principal\": …,"
                                    + " \"secret\": …}]}; read again when it changes"),
                    value(
                            "authenticate_http_readonly",
                            "false",
                            "Ask for credentials on the read-only endpoints"),
                    value(
                                    "authenticate_http_readwrite",
                                    "false",
                                    "Ask for credentials on the operator API")
                            .alias("authenticate_http"),
                    value(
                            "authenticate_http_executors",
                            "false",
                            "Answer those executors only that show the token of their environment;"
                                    + " needs --jwt_secret_key"),
                    file(
                                    "jwt_secret_key",
                                    "File with the key that executors' tokens are signed by;"
                                            + " custom executors get one each then, in"
                                            + " MESOS_EXECUTOR_AUTHENTICATION_TOKEN")
                            .alias("executor_secret_key"),
                    value(
                            "tls_cert_file",
                            null,
                            "The agent's certificate and its chain, in PEM: it serves operators and"
                                    + " reaches masters over TLS then. A flag of Mesocosm's own, as"
                                    + " are the next two; read again when the files change"),
                    value("tls_key_file", null, "The certificate's private key, in PEM"),
                    value("tls_ca_file", null, "The authorities that are trusted, in PEM"),
                    value(
                            "certificate_signer",
                            null,
                            "For an agent in a pod: signer (mesocosm.io/NAMESPACE.CLUSTER) that"
                                    + " certifies a key that the agent makes, in place of"
                                    + " --tls_cert_file and --tls_key_file. Flags of Mesocosm's own,"
                                    + " as are the next two"),
                    value(
                            "identity_dir",
                            null,
                            "Folder for that key and its certificate, on a disk of the node's"),
                    value(
                                    "node_name",
                                    null,
                                    "Kubernetes' name of the node that the certificate is for; by"
                                            + " default the variable NODE_NAME")
                            .orVariable("NODE_NAME"),
                    value("version", "false", "Print the version"),
                    value("help", "false", "Print this"),
                    ignored("isolation", "", "what the machine can isolate is always isolated"),
                    ignored("launcher", "linux", "cgroups are used where there are any"),
                    ignored("launcher_dir", null, "what tasks need comes with the agent"),
                    ignored(
                            "containerizers",
                            "mesos",
                            "one containerizer runs plain, Mesos and Docker containers"),
                    ignored("image_providers", "", "Docker images are always supported"),
                    ignored("image_provisioner_backend", null, "overlayfs is used where it works"),
                    ignored("image_gc_config", null, "images are not collected"),
                    ignored(
                            "http_executor_domain_sockets",
                            "true",
                            "custom executors always get a domain socket"),
                    ignored("domain_socket_location", null, "the socket lies in the sandbox"),
                    ignored(
                            "http_command_executor",
                            "false",
                            "the command executor is part of the agent"),
                    ignored("strict", "true", "what of the log cannot be read is set aside"),
                    ignored(
                            "reconfiguration_policy",
                            "equal",
                            "resources and attributes may always change"),
                    ignored(
                            "executor_reregistration_retry_interval",
                            null,
                            "executors are asked once"),
                    ignored(
                            "http_heartbeat_interval",
                            "30secs",
                            "no call has a stream that needs it"),
                    ignored("agent_subsystems", null, "the agent itself is not put into cgroups"),
                    ignored(
                            "cgroups_hierarchy",
                            "/sys/fs/cgroup",
                            "cgroups are found where they are mounted"),
                    ignored(
                            "cgroups_cpu_enable_pids_and_tids_count",
                            "false",
                            "they are always counted"),
                    ignored(
                            "cgroups_destroy_timeout",
                            "1mins",
                            "a cgroup is destroyed however long it takes"),
                    ignored("cgroups_net_cls_primary_handle", null, "there are no net_cls handles"),
                    ignored(
                            "cgroups_net_cls_secondary_handles",
                            null,
                            "there are no net_cls handles"),
                    ignored("revocable_cpu_low_priority", "true", "no resources are revocable"),
                    ignored("docker", "docker", "no Docker daemon is needed"),
                    ignored("docker_socket", "/var/run/docker.sock", "no Docker daemon is needed"),
                    ignored(
                            "docker_remove_delay",
                            "6hrs",
                            "--gc_delay says how long sandboxes stay"),
                    ignored(
                            "docker_stop_timeout",
                            "0ns",
                            "the kill policy says how long a task may take"),
                    ignored("docker_kill_orphans", "true", "no Docker daemon is needed"),
                    ignored("docker_mesos_image", null, "no Docker daemon is needed"),
                    ignored(
                            "docker_ignore_runtime",
                            "false",
                            "what an image says of its run is always kept"),
                    ignored("docker_volume_checkpoint_dir", null, "there are no volume drivers"),
                    ignored("docker_volume_chown", "false", "there are no volume drivers"),
                    ignored("appc_store_dir", null, "there are no Appc images"),
                    ignored("appc_simple_discovery_uri_prefix", null, "there are no Appc images"),
                    ignored("hadoop_home", null, "there is no hdfs"),
                    ignored("fetcher_cache_size", "2GB", "nothing is cached"),
                    ignored("fetcher_cache_dir", null, "nothing is cached"),
                    ignored(
                            "container_disk_watch_interval",
                            "15secs",
                            "disk quotas are not enforced"),
                    ignored(
                            "gc_non_executor_container_sandboxes",
                            "false",
                            "there are no such containers"),
                    ignored("host_path_volume_force_creation", null, "a host path must be there"),
                    ignored("volume_gid_range", null, "volumes keep their owner"),
                    ignored("xfs_project_range", "[5000-10000]", "disk quotas are not enforced"),
                    ignored("xfs_kill_containers", "false", "disk quotas are not enforced"),
                    ignored(
                            "network_cni_root_dir_persist",
                            "false",
                            "networks are found again by what is on disk"),
                    ignored("network_cni_metrics", "true", "they are not published"),
                    ignored("check_agent_port_range_only", "false", "ports are not watched"),
                    ignored("container_ports_isolated_range", null, "ports are not watched"),
                    ignored("container_ports_watch_interval", "30secs", "ports are not watched"),
                    ignored("perf_events", null, "there is no perf sampling"),
                    ignored("perf_interval", "1mins", "there is no perf sampling"),
                    ignored("perf_duration", "10secs", "there is no perf sampling"),
                    ignored("qos_correction_interval_min", "0ns", "there is no QoS controller"),
                    ignored(
                            "oversubscribed_resources_interval",
                            "15secs",
                            "there is no resource estimator"),
                    ignored("authentication_backoff_factor", "1secs", "agents do not authenticate"),
                    ignored("authentication_timeout_min", "5secs", "agents do not authenticate"),
                    ignored("authentication_timeout_max", "1mins", "agents do not authenticate"),
                    ignored("http_authenticators", "basic", "Basic is the one there is"),
                    ignored("http_executor_authenticators", null, "tokens are what there is"),
                    ignored("zk_session_timeout", "10secs", "there is no ZooKeeper"),
                    ignored("logbufsecs", "0", "logs are never held back"),
                    ignored("initialize_driver_logging", "true", "this concerns libmesos"),
                    unsupported("acls", null, "an agent has no rules; the master has"),
                    unsupported("authorizer", "local", "an agent has no rules; the master has"),
                    unsupported("credential", null, "agents cannot prove who they are"),
                    unsupported("authenticatee", "crammd5", "agents cannot prove who they are"),
                    unsupported("secret_resolver", null, "secrets are given by value"),
                    unsupported("cgroups_limit_swap", "false", "swap is not limited"),
                    unsupported("allowed_devices", null, "devices are not restricted"),
                    unsupported("effective_capabilities", null, "the agent sets no bound")
                            .alias("allowed_capabilities"),
                    unsupported("bounding_capabilities", null, "the agent sets no bound"),
                    unsupported(
                            "disallow_sharing_agent_pid_namespace",
                            "false",
                            "containers share it unless they ask for one"),
                    unsupported(
                            "disallow_sharing_agent_ipc_namespace",
                            "false",
                            "containers share it unless they ask for one"),
                    unsupported("default_container_shm_size", null, "containers say it themselves"),
                    unsupported("default_container_info", null, "containers say it themselves"),
                    unsupported(
                            "default_container_dns",
                            null,
                            "containers have the resolver of their network"),
                    unsupported(
                            "enforce_container_disk_quota",
                            "false",
                            "disk quotas are not enforced"),
                    unsupported("enforce_container_ports", "false", "ports are not watched"),
                    unsupported(
                            "sandbox_directory",
                            "/mnt/mesos/sandbox",
                            "images see their sandbox there"),
                    unsupported("nvidia_gpu_devices", null, "there are no GPUs"),
                    unsupported("ip6", null, "there is IPv4 only"),
                    unsupported("ip6_discovery_command", null, "there is IPv4 only"),
                    unsupported("ip_discovery_command", null, "give --ip"),
                    unsupported("advertise_port", null, "the bound port is told to others"),
                    unsupported("firewall_rules", null, "endpoints cannot be disabled"),
                    unsupported("agent_features", null, "an agent has all its features"),
                    unsupported("container_logger", null, "stdout and stderr lie in the sandbox"),
                    unsupported("qos_controller", null, "there are no modules"),
                    unsupported("resource_estimator", null, "there are no modules"),
                    unsupported(
                            "resource_provider_config_dir",
                            null,
                            "there are no resource providers"),
                    unsupported("csi_plugin_config_dir", null, "there is no CSI"),
                    unsupported("disk_profile_adaptor", null, "there are no modules"),
                    unsupported("master_detector", null, "there are no modules"),
                    unsupported("modules", null, "there are no modules"),
                    unsupported("modules_dir", null, "there are no modules"),
                    unsupported("hooks", null, "there are no modules"),
                    unsupported("external_log_file", null, "the log goes to the standard output"),
                    unsupported("memory_profiling", "false", "use the JVM's own tools"));

    private KnownFlags() {}
}

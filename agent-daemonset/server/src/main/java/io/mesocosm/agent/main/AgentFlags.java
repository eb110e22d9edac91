package io.mesocosm.agent.main;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mesocosm.agent.core.Settings;
import io.mesocosm.agent.main.Flags.Flag;
import io.mesocosm.agent.server.AgentSettings;
import io.mesocosm.containerizer.image.ImageSettings;
import io.mesocosm.containerizer.linux.LinuxContainerizerConfig;
import io.mesocosm.containerizer.network.NetworkSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The agent's flags (spec section 10), as settings. */
final class AgentFlags {
    static final List<Flag> ALL =
            List.of(
                    new Flag(
                            "master",
                            null,
                            "Agent links of the masters: host:port,host:port,...; the port defaults to 5055"),
                    new Flag("ip", "127.0.0.1", "Address to listen on and to tell others"),
                    new Flag("port", "5051", "Port of the HTTP endpoints"),
                    new Flag(
                            "executor_port",
                            "5053",
                            "Port of the executor API, at the same address"),
                    new Flag(
                            "hostname",
                            null,
                            "Name to tell others; by default the name of the address"),
                    new Flag(
                            "hostname_lookup",
                            "true",
                            "Whether to look the name of the address up"),
                    new Flag("work_dir", "/var/lib/mesocosm", "Sandboxes and the agent's log"),
                    new Flag(
                            "runtime_dir", "/var/run/mesocosm", "What containers need at run time"),
                    new Flag(
                            "resources",
                            "",
                            "cpus:N;mem:MB;disk:MB;ports:[from-to]; what is missing is found on the machine"),
                    new Flag("attributes", "", "rack:2;zone:a"),
                    new Flag("default_role", "*", "Role of resources that name none"),
                    new Flag(
                            "recover",
                            "reconnect",
                            "reconnect: go on with what an earlier agent ran; cleanup: end it and exit"),
                    new Flag("switch_user", "true", "Run tasks as their own user"),
                    new Flag("frameworks_home", "", "Where relative URIs are looked for"),
                    new Flag(
                            "executor_environment_variables",
                            "",
                            "JSON object of variables that every executor gets"),
                    new Flag(
                            "executor_registration_timeout",
                            "1mins",
                            "How long a custom executor may take to subscribe"),
                    new Flag(
                            "executor_reregistration_timeout",
                            "2secs",
                            "The same after a restart of the agent; at most 15secs"),
                    new Flag(
                            "executor_shutdown_grace_period",
                            "5secs",
                            "How long an executor may take to end"),
                    new Flag(
                            "recovery_timeout",
                            "15mins",
                            "How long an executor waits for an agent to come back"),
                    new Flag(
                            "registration_backoff_factor",
                            "1secs",
                            "First wait between attempts to reach a master"),
                    new Flag(
                            "max_completed_executors_per_framework",
                            "150",
                            "How many ended executors are remembered"),
                    new Flag(
                            "gc_delay",
                            "1weeks",
                            "How long the sandboxes of ended executors are kept"),
                    new Flag(
                            "gc_disk_headroom",
                            "0.1",
                            "Share of the disk that is to stay free: sandboxes go earlier for it"),
                    new Flag("disk_watch_interval", "1mins", "How often the disk is looked at"),
                    new Flag(
                            "fetcher_stall_timeout",
                            "1mins",
                            "When a download without progress is given up"),
                    new Flag("cgroups_root", "mesos", "Name of the agent's cgroup in each tree"),
                    new Flag(
                            "cgroups_enable_cfs",
                            "false",
                            "Limit each task to its cpus by CFS quota"),
                    new Flag(
                            "docker_registry",
                            "https://registry-1.docker.io",
                            "Where images without a host are looked for"),
                    new Flag(
                            "docker_config",
                            null,
                            "File with credentials of registries, in Docker's form"),
                    new Flag(
                            "docker_store_dir",
                            null,
                            "Store of images; by default in --runtime_dir"),
                    new Flag("network_cni_plugins_dir", "/usr/lib/cni", "CNI plugins"),
                    new Flag("network_cni_config_dir", null, "CNI networks, one file each"),
                    new Flag("bridge_name", "mesosbr0", "Link of BRIDGE containers"),
                    new Flag("bridge_subnet", "10.222.0.0/16", "Addresses of BRIDGE containers"),
                    new Flag(
                            "isolation",
                            "",
                            "Accepted; what the machine can isolate is always isolated"),
                    new Flag(
                            "containerizers",
                            "mesos",
                            "Accepted: one containerizer runs plain, Mesos and Docker containers"),
                    new Flag("image_providers", "", "Accepted: Docker images are always supported"),
                    new Flag("launcher", "linux", "Accepted"),
                    new Flag(
                            "http_executor_domain_sockets",
                            "true",
                            "Accepted: custom executors always get a domain socket"),
                    new Flag(
                            "strict",
                            "true",
                            "Accepted: what of the log cannot be read is set aside"),
                    new Flag("logging_level", "INFO", "Accepted"),
                    new Flag("help", "false", "Print this"));

    private final Flags flags;

    AgentFlags(Flags flags) {
        this.flags = flags;
    }

    AgentSettings settings() {
        String ip = flags.text("ip");
        return new AgentSettings(
                masters(),
                ip,
                flags.port("port"),
                flags.port("executor_port"),
                hostname(ip),
                absolute("work_dir"),
                absolute("runtime_dir"),
                flags.text("resources"),
                flags.text("attributes"),
                flags.text("default_role"),
                flags.isSet("switch_user"),
                cleanup(),
                Path.of(flags.text("frameworks_home")),
                flags.text("executor_environment_variables"),
                flags.duration("recovery_timeout"),
                flags.duration("registration_backoff_factor"),
                flags.duration("fetcher_stall_timeout"),
                flags.duration("disk_watch_interval"),
                flags.isSet("cgroups_enable_cfs"),
                core(),
                flags.all());
    }

    private List<String> masters() {
        if (flags.text("master").isBlank()) {
            if (cleanup()) {
                return List.of();
            }
            throw new IllegalArgumentException(
                    "--master is missing: --master=host:port[,host:port...]");
        }
        List<String> masters = new ArrayList<>();
        for (String one : flags.text("master").split(",", -1)) {
            String master = one.strip();
            if (master.isEmpty() || master.contains("/")) {
                throw new IllegalArgumentException(
                        "--master takes host:port,host:port..., not '" + one + "'");
            }
            boolean hasPort = master.lastIndexOf(':') > master.lastIndexOf(']');
            masters.add(hasPort ? master : master + ":" + AgentSettings.DEFAULT_LINK_PORT);
        }
        return masters;
    }

    private boolean cleanup() {
        return switch (flags.text("recover")) {
            case "reconnect" -> false;
            case "cleanup" -> true;
            default ->
                    throw new IllegalArgumentException(
                            "--recover is reconnect or cleanup, not '"
                                    + flags.text("recover")
                                    + "'");
        };
    }

    private String hostname(String ip) {
        if (flags.has("hostname")) {
            return flags.text("hostname");
        }
        if (!flags.isSet("hostname_lookup")) {
            return ip;
        }
        try {
            return InetAddress.getByName(ip).getCanonicalHostName();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("--ip: " + ip + " is not an address", e);
        }
    }

    private Path absolute(String name) {
        return Path.of(flags.text(name)).toAbsolutePath().normalize();
    }

    private Settings core() {
        Duration reregistration = flags.duration("executor_reregistration_timeout");
        if (reregistration.toSeconds() > 15) {
            throw new IllegalArgumentException(
                    "--executor_reregistration_timeout is at most 15secs");
        }
        return Settings.DEFAULTS
                .withExecutorTimeouts(
                        flags.duration("executor_registration_timeout"),
                        reregistration,
                        flags.duration("executor_shutdown_grace_period"))
                .withCollection(flags.duration("gc_delay"), flags.fraction("gc_disk_headroom"))
                .withMaxCompletedExecutors(
                        flags.number("max_completed_executors_per_framework", Integer.MAX_VALUE));
    }

    LinuxContainerizerConfig containerizer() {
        Path runtime = absolute("runtime_dir");
        Path store =
                flags.has("docker_store_dir")
                        ? absolute("docker_store_dir")
                        : runtime.resolve("images");
        ImageSettings images =
                new ImageSettings(
                        store,
                        flags.text("docker_registry"),
                        flags.has("docker_config")
                                ? Optional.of(absolute("docker_config"))
                                : Optional.empty());
        NetworkSettings networks =
                new NetworkSettings(
                        absolute("network_cni_plugins_dir"),
                        flags.has("network_cni_config_dir")
                                ? Optional.of(absolute("network_cni_config_dir"))
                                : Optional.empty(),
                        flags.text("bridge_name"),
                        flags.text("bridge_subnet"));
        return LinuxContainerizerConfig.at(runtime)
                .withCgroupsRoot(flags.text("cgroups_root"))
                .withImages(images)
                .withNetworks(networks);
    }

    Map<String, String> executorEnvironment() {
        String json = flags.text("executor_environment_variables");
        Map<String, String> variables = new LinkedHashMap<>();
        if (json.isBlank()) {
            return variables;
        }
        try {
            JsonNode object = new ObjectMapper().readTree(json);
            object.properties()
                    .forEach(
                            field -> {
                                if (!field.getValue().isTextual()) {
                                    throw new IllegalArgumentException(
                                            "--executor_environment_variables: '"
                                                    + field.getKey()
                                                    + "' is not a text");
                                }
                                variables.put(field.getKey(), field.getValue().asText());
                            });
            return variables;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "--executor_environment_variables is no JSON object: " + e.getOriginalMessage(),
                    e);
        }
    }
}

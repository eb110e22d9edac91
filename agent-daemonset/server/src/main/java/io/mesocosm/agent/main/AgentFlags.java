package io.mesocosm.agent.main;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Message;
import io.mesocosm.agent.core.Settings;
import io.mesocosm.agent.server.AgentSettings;
import io.mesocosm.agent.server.Isolation;
import io.mesocosm.agent.server.executor.ExecutorTokens;
import io.mesocosm.containerizer.RootFilesystem;
import io.mesocosm.containerizer.cgroup.CgroupSettings;
import io.mesocosm.containerizer.image.ImageSettings;
import io.mesocosm.containerizer.linux.LinuxContainerizerConfig;
import io.mesocosm.containerizer.linux.SeccompProfile;
import io.mesocosm.containerizer.network.NetworkSettings;
import io.mesocosm.http.Credentials;
import io.mesocosm.protocol.json.JsonException;
import io.mesocosm.protocol.json.MesosJson;
import io.mesocosm.protocol.v1.DomainInfo;
import io.mesocosm.tls.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The agent's flags (spec section 10), as settings. */
final class AgentFlags {
    private final Flags flags;

    AgentFlags(Flags flags) {
        this.flags = flags;
    }

    AgentSettings settings() {
        String ip = flags.text("ip");
        String advertised = advertised(ip);
        return new AgentSettings(
                masters(),
                ip,
                advertised,
                flags.port("port"),
                flags.port("executor_port"),
                probePort(),
                hostname(advertised),
                absolute("work_dir"),
                absolute("runtime_dir"),
                flags.text("resources"),
                flags.text("attributes"),
                domain(),
                flags.text("default_role"),
                flags.isSet("switch_user"),
                cleanup(),
                Path.of(flags.text("frameworks_home")),
                flags.text("executor_environment_variables"),
                flags.duration("recovery_timeout"),
                flags.duration("registration_backoff_factor"),
                flags.duration("fetcher_stall_timeout"),
                flags.duration("disk_watch_interval"),
                isolation(),
                core(),
                flags.has("log_dir") ? absolute("log_dir").resolve("mesos-agent.log") : null,
                security(),
                flags.shown());
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

    private @Nullable Integer probePort() {
        if (!flags.has("probe_port")) {
            return null;
        }
        int port = flags.port("probe_port");
        for (String other : List.of("port", "executor_port")) {
            if (port != 0 && port == flags.port(other)) {
                throw new IllegalArgumentException(
                        "--probe_port=%d and --%s=%d are one port: give probes another"
                                .formatted(port, other, port));
            }
        }
        return port;
    }

    private String advertised(String ip) {
        String told = flags.has("advertise_ip") ? flags.text("advertise_ip") : ip;
        if (!told.equals("0.0.0.0")) {
            return told;
        }
        try {
            return InetAddress.getLocalHost().getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "this machine's own address is not known: give --advertise_ip or --ip", e);
        }
    }

    private @Nullable DomainInfo domain() {
        return flags.has("domain")
                ? message("domain", flags.text("domain"), DomainInfo.getDefaultInstance())
                : null;
    }

    private AgentSettings.Security security() {
        boolean asked = flags.isSet("authenticate_http_executors");
        if (asked && !flags.has("jwt_secret_key")) {
            throw new IllegalArgumentException(
                    "--authenticate_http_executors asks executors for tokens that they do not get:"
                            + " give --jwt_secret_key=FILE too");
        }
        return operators().withTokens(tokens(), asked);
    }

    private @Nullable ExecutorTokens tokens() {
        if (!flags.has("jwt_secret_key")) {
            return null;
        }
        Path file = Path.of(flags.text("jwt_secret_key"));
        try {
            byte[] key = Files.readAllBytes(file);
            if (key.length == 0) {
                throw new IllegalArgumentException(
                        "--jwt_secret_key: " + file + " is empty, and no key");
            }
            return new ExecutorTokens(key);
        } catch (IOException e) {
            throw new IllegalArgumentException("--jwt_secret_key cannot be read: " + e, e);
        }
    }

    private AgentSettings.Security operators() {
        boolean readonly = flags.isSet("authenticate_http_readonly");
        boolean readwrite = flags.isSet("authenticate_http_readwrite");
        TlsFiles tls = IdentityFlags.files(flags);
        if (!flags.has("http_credentials")) {
            if ((readonly || readwrite) && tls == null) {
                throw new IllegalArgumentException(
                        "HTTP authentication is asked for and there is nothing to prove oneself by:"
                                + " give --http_credentials=FILE, or --tls_cert_file and its"
                                + " companions for certificates");
            }
            return new AgentSettings.Security(null, readonly, readwrite, tls);
        }
        return new AgentSettings.Security(credentials(), readonly, readwrite, tls);
    }

    private Credentials credentials() {
        try {
            return Credentials.of(flags.text("http_credentials"));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "--http_credentials cannot be read: " + e.getMessage(), e);
        }
    }

    private static <T extends Message> T message(String flag, String json, T prototype) {
        try {
            return MesosJson.parse(json, prototype);
        } catch (JsonException e) {
            throw new IllegalArgumentException("--" + flag + ": " + e.getMessage(), e);
        }
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
        CgroupSettings cgroups = CgroupSettings.at(flags.text("cgroups_root"));
        if (flags.isSet("systemd_enable_support")) {
            cgroups = cgroups.withSystemd(absolute("systemd_runtime_directory"));
        }
        LinuxContainerizerConfig config =
                LinuxContainerizerConfig.at(runtime)
                        .withCgroups(cgroups)
                        .withHostNamespaces(flags.isSet("host_namespaces"))
                        .withImages(images)
                        .withNetworks(networks);
        return flags.has("runtime_files") ? config.withRuntimeFiles(runtimeFiles()) : config;
    }

    private Isolation isolation() {
        boolean cfs = flags.isSet("cgroups_enable_cfs");
        if (!flags.has("seccomp_config_dir")) {
            if (flags.has("seccomp_profile_name")) {
                throw new IllegalArgumentException(
                        "--seccomp_profile_name needs --seccomp_config_dir, the folder it is in");
            }
            return new Isolation(cfs, rootFilesystem(), Optional.empty(), Optional.empty());
        }
        Path folder = absolute("seccomp_config_dir");
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(
                    "--seccomp_config_dir: " + folder + " is not a folder");
        }
        return new Isolation(cfs, rootFilesystem(), Optional.of(folder), seccomp(folder));
    }

    private Optional<Path> seccomp(Path folder) {
        if (!flags.has("seccomp_profile_name")) {
            return Optional.empty();
        }
        Path profile = folder.resolve(flags.text("seccomp_profile_name"));
        try {
            SeccompProfile.read(profile);
            return Optional.of(profile);
        } catch (IOException e) {
            throw new IllegalArgumentException("--seccomp_profile_name: " + e, e);
        }
    }

    /** What commands without an image see. */
    private RootFilesystem rootFilesystem() {
        String wanted = flags.text("root_filesystem");
        return switch (wanted) {
            case "host" -> new RootFilesystem.Host();
            case "base" -> {
                if (!flags.has("runtime_files")
                        || !Files.isDirectory(runtimeFiles().resolve("base"))) {
                    throw new IllegalArgumentException(
                            "--root_filesystem=base: there is none; name the folder that has it,"
                                    + " as base, with --runtime_files");
                }
                yield new RootFilesystem.Base();
            }
            default ->
                    throw new IllegalArgumentException(
                            "--root_filesystem: '" + wanted + "' is neither host nor base");
        };
    }

    private Path runtimeFiles() {
        Path files = absolute("runtime_files");
        if (!Files.isDirectory(files)) {
            throw new IllegalArgumentException("--runtime_files: " + files + " is not a folder");
        }
        return files;
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

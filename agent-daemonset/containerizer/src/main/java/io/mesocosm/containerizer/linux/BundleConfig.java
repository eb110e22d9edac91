package io.mesocosm.containerizer.linux;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.containerizer.Command;
import io.mesocosm.containerizer.ContainerConfig;
import io.mesocosm.containerizer.LaunchResult.Cause;
import io.mesocosm.containerizer.Rlimit;
import io.mesocosm.containerizer.image.Image;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Writes the OCI runtime's {@code config.json} for a container with an image. */
final class BundleConfig {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String FILTER = "run.oci.seccomp_bpf_data";

    /** Docker's set without MKNOD: no device cgroup would stand behind it. */
    private static final Set<String> DEFAULT_CAPABILITIES =
            Set.of(
                    "CHOWN",
                    "DAC_OVERRIDE",
                    "FSETID",
                    "FOWNER",
                    "NET_RAW",
                    "SETGID",
                    "SETUID",
                    "SETFCAP",
                    "SETPCAP",
                    "NET_BIND_SERVICE",
                    "SYS_CHROOT",
                    "KILL",
                    "AUDIT_WRITE");

    private final ContainerConfig config;
    private final Container container;
    private final Image image;
    private final BundleMounts mounts;
    private final SeccompProfiles profiles;

    BundleConfig(
            ContainerConfig config,
            BundleMounts mounts,
            Image image,
            Container container,
            SeccompProfiles profiles) {
        this.config = config;
        this.container = container;
        this.image = image;
        this.mounts = mounts;
        this.profiles = profiles;
    }

    /**
     * The task's user by the image's own passwd file; root when neither task nor image name one.
     */
    Identity identity(Path rootfs) throws LaunchException {
        return Identity.find(config.user().or(image::user).orElse("0:0"), rootfs);
    }

    /** Returns what rules of system calls bind the container. */
    Optional<SeccompRules> write(Path rootfs, Identity identity, Optional<Path> netns)
            throws LaunchException, IOException {
        ObjectNode json = JSON.createObjectNode().put("ociVersion", "1.0.2");
        process(json.putObject("process"), identity);
        json.putObject("root").put("path", rootfs.toString());
        json.put("hostname", hostname(netns));
        json.set("mounts", mounts.write(netns.isPresent()));
        linux(json.putObject("linux"), netns);
        Optional<SeccompRules> rules = seccomp(json);
        if (rules.isPresent()) {
            // The rules stay beside their filter, for a runtime that knows no such annotation.
            json.withObject("/linux").set("seccomp", rules.get().json());
            rules.get().filter().ifPresent(made -> json.putObject("annotations").put(FILTER, made));
        }
        Files.writeString(
                container.directory().resolve("config.json"), JSON.writeValueAsString(json));
        return rules;
    }

    private String hostname(Optional<Path> netns) throws IOException {
        if (config.hostname().isPresent()) {
            return config.hostname().get();
        }
        return netns.isPresent()
                ? shortName(config.id().root().value())
                : Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    }

    /** A host's name has at most 63 characters. */
    private static String shortName(String name) {
        return name.substring(0, Math.min(63, name.length()));
    }

    private void process(ObjectNode process, Identity identity) throws LaunchException {
        ObjectNode user =
                process.putObject("user").put("uid", identity.uid()).put("gid", identity.gid());
        identity.groups().forEach(group -> user.withArray("additionalGids").add(group));
        arguments().forEach(argument -> process.withArray("args").add(argument));
        environment().forEach((name, value) -> process.withArray("env").add(name + "=" + value));
        process.put(
                "cwd",
                config.workingDirectory()
                        .or(image::workingDirectory)
                        .orElse(ContainerConfig.SANDBOX_IN_IMAGE));
        process.put("noNewPrivileges", config.privileges().noNewPrivileges());
        capabilities(process.putObject("capabilities"), identity);
        for (Rlimit limit : config.privileges().rlimits()) {
            process.withArray("rlimits")
                    .addObject()
                    .put("type", Rights.name(Rights.number(limit)))
                    .put("soft", unsigned(limit.soft()))
                    .put("hard", unsigned(limit.hard()));
        }
    }

    private static BigInteger unsigned(long value) {
        return new BigInteger(Long.toUnsignedString(value));
    }

    /** The merge of mesos spec §7.2, docker/runtime. */
    private List<String> arguments() throws LaunchException {
        List<String> all = new ArrayList<>();
        switch (config.command().orElseThrow()) {
            case Command.Shell(String line) -> all.addAll(List.of("/bin/sh", "-c", line));
            case Command.Program(String file, List<String> argv) -> {
                all.add(file);
                all.addAll(argv.subList(1, argv.size()));
            }
            case Command.ImageDefault(List<String> arguments) -> {
                all.addAll(image.entrypoint());
                all.addAll(arguments.isEmpty() ? image.command() : arguments);
            }
        }
        if (all.isEmpty()) {
            throw new LaunchException(
                    Cause.INVALID,
                    "The task has no command and its image has neither Entrypoint nor Cmd");
        }
        return all;
    }

    private Map<String, String> environment() {
        Map<String, String> all = new TreeMap<>(image.environment());
        all.putAll(config.environment());
        return CommandSpec.withPath(all);
    }

    private void capabilities(ObjectNode json, Identity identity) throws LaunchException {
        Optional<Set<String>> wanted = config.privileges().capabilities();
        long mask =
                wanted.isPresent()
                        ? Rights.mask(wanted.get())
                        : Rights.mask(DEFAULT_CAPABILITIES, Rights.ownBounding());
        List<String> names = Rights.names(mask);
        boolean held = wanted.isPresent() || identity.uid() == 0;
        for (String set : List.of("bounding", "effective", "permitted", "inheritable", "ambient")) {
            ArrayNode list = json.putArray(set);
            boolean root = identity.uid() == 0;
            boolean given =
                    set.equals("bounding")
                            || (held
                                    && !(root
                                            && (set.equals("ambient")
                                                    || set.equals("inheritable"))));
            if (given) {
                names.forEach(list::add);
            }
        }
    }

    private Optional<SeccompRules> seccomp(ObjectNode json) throws LaunchException {
        if (config.privileges().seccomp().isEmpty()) {
            return Optional.empty();
        }
        List<String> held = new ArrayList<>();
        json.at("/process/capabilities/bounding").forEach(name -> held.add(name.asText()));
        try {
            return Optional.of(profiles.rules(config.privileges().seccomp().get(), held));
        } catch (IOException e) {
            throw new LaunchException(
                    Cause.ISOLATION, "The seccomp profile cannot be read: " + e.getMessage());
        }
    }

    private static void linux(ObjectNode linux, Optional<Path> netns) {
        for (String kind : List.of("pid", "ipc", "uts", "mount")) {
            linux.withArray("namespaces").addObject().put("type", kind);
        }
        netns.ifPresent(
                path ->
                        linux.withArray("namespaces")
                                .addObject()
                                .put("type", "network")
                                .put("path", path.toString()));
        for (String hidden :
                List.of(
                        "/proc/acpi",
                        "/proc/kcore",
                        "/proc/keys",
                        "/proc/latency_stats",
                        "/proc/timer_list",
                        "/proc/sched_debug",
                        "/sys/firmware")) {
            linux.withArray("maskedPaths").add(hidden);
        }
        for (String fixed :
                List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger")) {
            linux.withArray("readonlyPaths").add(fixed);
        }
    }
}

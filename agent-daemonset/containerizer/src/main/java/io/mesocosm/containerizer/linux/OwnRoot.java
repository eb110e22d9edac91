package io.mesocosm.containerizer.linux;

import io.mesocosm.containerizer.Command;
import io.mesocosm.containerizer.ContainerConfig;
import io.mesocosm.containerizer.LaunchResult.Cause;
import io.mesocosm.containerizer.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a command with a root file system of its own is given, whoever starts it: an OCI runtime, or
 * the supervisor.
 */
final class OwnRoot {
    /** Of the kernel's, which are not the container's to see. */
    static final List<String> MASKED =
            List.of(
                    "/proc/acpi",
                    "/proc/kcore",
                    "/proc/keys",
                    "/proc/latency_stats",
                    "/proc/timer_list",
                    "/proc/sched_debug",
                    "/sys/firmware");

    /** Of the kernel's, which are not the container's to write. */
    static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

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
    private final Image image;
    private final Identity identity;
    private final List<Mount> mounts;
    private final Optional<Path> netns;
    private final long bounding;

    /**
     * @param image whose configuration it has
     * @param passwd where the root file system's own passwd file is
     */
    OwnRoot(
            ContainerConfig config,
            Image image,
            Path passwd,
            List<Mount> mounts,
            Optional<Path> netns)
            throws LaunchException {
        this.config = config;
        this.image = image;
        this.mounts = mounts;
        this.netns = netns;
        this.identity = Identity.find(config.user().or(image::user).orElse("0:0"), passwd);
        Optional<Set<String>> wanted = config.privileges().capabilities();
        this.bounding =
                wanted.isPresent()
                        ? Rights.mask(wanted.get())
                        : Rights.mask(DEFAULT_CAPABILITIES, Rights.ownBounding());
    }

    String hostname() throws IOException {
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

    /** What rules of system calls bind it. */
    Optional<SeccompRules> rules(SeccompProfiles profiles) throws LaunchException {
        Optional<Path> profile = config.privileges().seccomp();
        if (profile.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(profiles.rules(profile.get(), Rights.names(bounding)));
        } catch (IOException e) {
            throw new LaunchException(
                    Cause.ISOLATION, "The seccomp profile cannot be read: " + e.getMessage());
        }
    }

    ContainerConfig config() {
        return config;
    }

    /** The task's user by the root file system's own passwd file; root when none is named. */
    Identity identity() {
        return identity;
    }

    List<Mount> mounts() {
        return mounts;
    }

    Optional<Path> netns() {
        return netns;
    }

    /** The capabilities that it can ever have. */
    long bounding() {
        return bounding;
    }

    /** Those that it starts with: as root all, as another user those that were asked for. */
    long held() {
        return config.privileges().capabilities().isPresent() || isRoot() ? bounding : 0;
    }

    boolean isRoot() {
        return identity.uid() == 0;
    }

    String workingDirectory() {
        return config.workingDirectory()
                .or(image::workingDirectory)
                .orElse(ContainerConfig.SANDBOX_IN_IMAGE);
    }

    /** The merge of mesos spec §7.2, docker/runtime. */
    List<String> arguments() throws LaunchException {
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

    Map<String, String> environment() {
        Map<String, String> all = new TreeMap<>(image.environment());
        all.putAll(config.environment());
        return CommandSpec.withPath(all);
    }
}

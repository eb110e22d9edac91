package io.mesocosm.containerizer.linux;

import io.mesocosm.containerizer.cgroup.Hierarchies;
import io.mesocosm.containerizer.program.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A machine of Kubernetes in small, with pods: processes, mounts and a boot id of its own under a
 * first process, and pods in mount, uts, ipc and cgroup namespaces and cgroups of their own, whose
 * root directory is not the machine's.
 */
final class TestNode implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    /** Folder and root; its first process reaps what is left to it. */
    private static final String NODE =
            """
            set -eu
            mount --bind "$1" "$1"
            mount --make-shared "$1"
            mount -t tmpfs pod "$2"
            mount --make-private "$2"
            cat /proc/sys/kernel/random/uuid >"$2.boot"
            mount --bind "$2.boot" /proc/sys/kernel/random/boot_id
            echo up
            while :; do sleep 0.2 & wait; done
            """;

    /**
     * Folder, root, group and command: the folder is the hostPath volume with mounts that go both
     * ways.
     */
    private static final String POD =
            """
            set -eu
            folder=$1 root=$2 group=$3
            shift 3
            if [ "${inside:-}" = "" ]; then
                if [ -e /sys/fs/cgroup/cgroup.procs ]; then trees=/sys/fs/cgroup; else trees=/sys/fs/cgroup/*; fi
                for tree in $trees; do
                    [ ! -L "$tree" ] && [ -e "$tree/cgroup.procs" ] || continue
                    mkdir -p "$tree/$group"
                    for file in cpuset.cpus cpuset.mems; do
                        [ ! -e "$tree/$file" ] || [ -n "$(cat "$tree/$group/$file")" ] || cat "$tree/$file" >"$tree/$group/$file"
                    done
                    echo 0 >"$tree/$group/cgroup.procs"
                done
                inside=true exec unshare --mount --uts --ipc --cgroup --propagation unchanged sh "$0" "$folder" "$root" "$group" "$@"
            fi
            hostname pod
            mount -t tmpfs pod "$root"
            for entry in /*; do
                case $entry in
                    /proc) mkdir "$root/proc" && mount -t proc proc "$root/proc" ;;
                    /sys | /dev) mkdir "$root$entry" && mount --rbind "$entry" "$root$entry" ;;
                    *)
                        if [ -L "$entry" ]; then cp -a "$entry" "$root$entry"
                        elif [ -d "$entry" ]; then mkdir "$root$entry" && mount --bind "$entry" "$root$entry"
                        fi
                        ;;
                esac
            done
            printf 'root:x:0:0:root:/root:/bin/sh\\n' >"$root/passwd"
            mount --bind "$root/passwd" "$root/etc/passwd"
            touch "$root/pod-only"
            above=${folder%/*}
            mount -t tmpfs above "$root$above"
            mkdir "$root$folder" "$root/old"
            mount --rbind "$folder" "$root$folder"
            cd "$root"
            pivot_root . old
            mount --make-rprivate /old
            umount -l /old
            exec "$@"
            """;

    /**
     * Folder, root, group and the hierarchies of cgroups, each FOLDER|OPTIONS: the same in cgroups
     * of its own, with systemd as the first process. It gets no units but what a service needs, no
     * controller that is mounted nowhere, and nothing of the kernel to set.
     */
    private static final String SYSTEMD =
            """
            set -eu
            folder=$1 root=$2 group=$3
            shift 3
            if [ "${inside:-}" = "" ]; then
                for hierarchy in "$@"; do
                    tree=/sys/fs/cgroup/${hierarchy%|*}
                    mkdir "$tree/$group"
                    for file in cpuset.cpus cpuset.mems; do
                        [ ! -e "$tree/$file" ] || cat "$tree/$file" >"$tree/$group/$file"
                    done
                    echo 0 >"$tree/$group/cgroup.procs"
                done
                inside=true exec unshare --pid --fork --kill-child --mount --uts --ipc --cgroup \
                    --propagation private sh "$0" "$folder" "$root" "$group" "$@"
            fi
            mount -t proc proc /proc
            hostname machine
            umount -R -l /sys
            mount -t sysfs sysfs /sys
            mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup
            for hierarchy in "$@"; do
                mkdir "/sys/fs/cgroup/${hierarchy%|*}"
                case $hierarchy in
                    *'|') mount -t cgroup2 cgroup2 "/sys/fs/cgroup/${hierarchy%|*}" ;;
                    *) mount -t cgroup -o "${hierarchy#*|}" cgroup "/sys/fs/cgroup/${hierarchy%|*}" ;;
                esac
            done
            mount --bind "$folder" "$folder"
            mount --make-shared "$folder"
            mount -t tmpfs pod "$root"
            mount --make-private "$root"
            awk '/^#/ || $2 != 0' /proc/cgroups >"$root.controllers"
            mount --bind "$root.controllers" /proc/cgroups
            cat /proc/sys/kernel/random/uuid >"$root.boot"
            tr -d - <"$root.boot" >"$root.machine"
            [ ! -e /etc/machine-id ] || mount --bind "$root.machine" /etc/machine-id
            mount --bind "$root.boot" /proc/sys/kernel/random/boot_id
            mount --rbind /proc/sys /proc/sys
            mount -o remount,bind,ro /proc/sys
            mount -t tmpfs -o mode=755 tmpfs /run
            for files in /etc/systemd /usr/lib/systemd/* /lib/systemd/*; do
                case $files in
                    /etc/systemd | */system | *-generators) [ ! -d "$files" ] || mount -t tmpfs -o mode=755 tmpfs "$files" ;;
                esac
            done
            mkdir -p /run/lock /run/systemd/system
            for target in machine sysinit basic shutdown umount final; do
                printf '[Unit]\nDefaultDependencies=no\n' >/run/systemd/system/$target.target
            done
            echo up
            exec env -i container=other PATH="$PATH" /lib/systemd/systemd --system \
                --unit=machine.target --log-target=null --show-status=no </dev/null
            """;

    private final Path folder;
    private final Path root;
    private final Path script;
    private final String group;
    private final String ownGroup; // of the machine, empty where it has none
    private final Process process;

    TestNode(Path temporary, Path folder, String group) throws IOException {
        this(temporary, folder, group, "");
    }

    private TestNode(Path temporary, Path folder, String group, String ownGroup)
            throws IOException {
        this.folder = folder;
        this.group = group;
        this.ownGroup = ownGroup;
        root = Files.createDirectory(temporary.resolve("root"));
        script = Files.writeString(temporary.resolve("pod"), POD);
        List<String> command = new ArrayList<>();
        if (ownGroup.isEmpty()) {
            command.addAll(List.of("unshare", "--pid", "--fork", "--kill-child", "--mount"));
            command.addAll(List.of("--propagation", "private", "--mount-proc", "sh", "-c", NODE));
            command.addAll(List.of("node", folder.toString(), root.toString()));
        } else {
            Path first = Files.writeString(temporary.resolve("machine"), SYSTEMD);
            command.addAll(List.of("sh", first.toString(), folder.toString(), root.toString()));
            command.add(ownGroup);
            command.addAll(hierarchies());
        }
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = process.inputReader().readLine();
        if (!"up".equals(said)) {
            removeOwnGroups();
            throw new IOException("no machine could be made: " + said);
        }
    }

    /** A machine that systemd runs, on cgroup v1 with the v2 tree that systemd keeps for itself. */
    static TestNode underSystemd(Path temporary, Path folder, String group) throws IOException {
        TestNode node = new TestNode(temporary, folder, group, group + "-machine");
        Awaitility.await()
                .atMost(TIMEOUT)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> node.run("systemctl", "is-active", "machine.target").equals("active"));
        return node;
    }

    private static List<String> hierarchies() throws IOException {
        Map<Path, List<String>> controllers = new TreeMap<>();
        Hierarchies.detect()
                .v1()
                .forEach(
                        (name, mount) ->
                                controllers
                                        .computeIfAbsent(mount, m -> new ArrayList<>())
                                        .add(name.startsWith("name=") ? "none," + name : name));
        List<String> all = new ArrayList<>();
        controllers.forEach(
                (mount, names) -> all.add(mount.getFileName() + "|" + String.join(",", names)));
        // systemd would mount it itself, and be in no group of the machine's own there.
        all.add(Hierarchies.detect().v2().orElseThrow().getFileName() + "|");
        return all;
    }

    private List<String> inside(List<String> command) {
        long first = process.children().findFirst().orElseThrow().pid();
        List<String> all = new ArrayList<>();
        all.addAll(List.of("nsenter", "--target=" + first, "--pid", "--mount", "--root"));
        if (!ownGroup.isEmpty()) {
            all.addAll(List.of("--cgroup", "--uts", "--ipc"));
        }
        all.add("--");
        all.addAll(command);
        return all;
    }

    /** Runs a command on the machine. */
    String run(String... command) throws IOException {
        return Program.run(inside(List.of(command)), TIMEOUT).strip();
    }

    /** Starts a pod. */
    Process pod(List<String> command, Path log) throws IOException {
        List<String> all = new ArrayList<>(List.of("sh", script.toString(), folder.toString()));
        all.addAll(List.of(root.toString(), group));
        all.addAll(command);
        return new ProcessBuilder(inside(all))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private List<Path> podGroups() throws IOException {
        Hierarchies found = Hierarchies.detect();
        return Stream.concat(found.v1().values().stream(), found.v2().stream())
                .map(mount -> mount.resolve(ownGroup).resolve(group))
                .filter(Files::isDirectory)
                .distinct()
                .toList();
    }

    private Set<String> podProcesses() throws IOException {
        Set<String> pids = new LinkedHashSet<>();
        for (Path one : podGroups()) {
            pids.addAll(Files.readAllLines(one.resolve("cgroup.procs")));
        }
        return pids;
    }

    /** As a kubelet does it: until nothing is left in any group, which then can be removed. */
    void killPod() {
        Awaitility.await()
                .atMost(TIMEOUT)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(this::podIsGone);
    }

    private boolean podIsGone() throws IOException, InterruptedException {
        for (String pid : podProcesses()) {
            new ProcessBuilder("kill", "-9", pid).start().waitFor();
        }
        // Refused while one of them is dying.
        for (Path one : podGroups()) {
            Files.delete(one);
        }
        return true;
    }

    @Override
    public void close() {
        killPod();
        process.destroyForcibly().onExit().join();
        removeOwnGroups();
    }

    /** All processes in them die with the first one. */
    private void removeOwnGroups() {
        if (!ownGroup.isEmpty()) {
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(this::ownGroupsAreGone);
        }
    }

    private boolean ownGroupsAreGone() throws IOException {
        Hierarchies found = Hierarchies.detect();
        Set<Path> mounts = new TreeSet<>(found.v1().values());
        found.v2().ifPresent(mounts::add);
        for (Path mount : mounts) {
            Path own = mount.resolve(ownGroup);
            if (Files.isDirectory(own)) {
                try (Stream<Path> below = Files.walk(own)) {
                    for (Path one :
                            below.filter(Files::isDirectory)
                                    .sorted(Comparator.reverseOrder())
                                    .toList()) {
                        Files.delete(one);
                    }
                }
            }
        }
        return true;
    }
}

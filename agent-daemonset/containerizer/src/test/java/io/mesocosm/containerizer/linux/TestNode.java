package io.mesocosm.containerizer.linux;

import io.mesocosm.containerizer.cgroup.Hierarchies;
import io.mesocosm.containerizer.program.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
                    [ ! -L "$tree" ] || continue
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

    private final Path folder;
    private final Path root;
    private final Path script;
    private final String group;
    private final Process process;

    TestNode(Path temporary, Path folder, String group) throws IOException {
        this.folder = folder;
        this.group = group;
        root = Files.createDirectory(temporary.resolve("root"));
        script = Files.writeString(temporary.resolve("pod"), POD);
        List<String> command = new ArrayList<>();
        command.addAll(List.of("unshare", "--pid", "--fork", "--kill-child", "--mount"));
        command.addAll(List.of("--propagation", "private", "--mount-proc", "sh", "-c", NODE));
        command.addAll(List.of("node", folder.toString(), root.toString()));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = process.inputReader().readLine();
        if (!"up".equals(said)) {
            throw new IOException("no machine could be made: " + said);
        }
    }

    private List<String> inside(List<String> command) {
        long first = process.children().findFirst().orElseThrow().pid();
        List<String> all = new ArrayList<>();
        all.addAll(List.of("nsenter", "--target=" + first, "--pid", "--mount", "--root", "--"));
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
                .map(mount -> mount.resolve(group))
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
    }
}

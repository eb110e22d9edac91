package io.mesocosm.containerizer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mesocosm.containerizer.program.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract and the limits once more on a kernel with cgroup v2 only, in an emulated machine.
 */
@Tag("e2e")
class CgroupsV2VirtualMachineTest {
    private static final Path CACHE =
            Path.of(System.getProperty("user.home"), ".cache/mesocosm/vm");

    @BeforeAll
    static void needsAMachine() {
        assumeTrue(
                TestMachine.isRoot(),
                "the machine's disk is the host's, which only root can read whole");
        assumeTrue(
                Program.find("qemu-system-x86_64").isPresent(),
                "qemu-system-x86 is not installed: run vm/prepare");
        assumeTrue(
                Files.exists(CACHE.resolve("initramfs.gz")),
                "no kernel in " + CACHE + ": run vm/prepare");
    }

    @Test
    void keepsTheContractAndTheLimitsOnCgroupV2(@TempDir Path work) throws IOException {
        run(work, "", "", List.of());
        assertThat(work.resolve("controllers")).content().contains("memory", "pids", "cpu");
        assertThat(Files.readString(work.resolve("result")))
                .startsWith("succeeded=25 failed=0 skipped=0");
    }

    /** The only units are what a service needs: the machine is not to be set up as the host is. */
    @Test
    void keepsLimitsInAUnitOfSystemd(@TempDir Path work) throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/lib/systemd/systemd")), "systemd is not installed");
        Files.writeString(
                work.resolve("first"),
                """
                mount -t proc proc /proc
                for files in /etc/systemd /usr/lib/systemd/* /lib/systemd/*; do
                    case $files in
                        /etc/systemd | */system | *-generators) [ ! -d "$files" ] || mount -t tmpfs tmpfs "$files" ;;
                    esac
                done
                mkdir -p /run/lock /run/systemd/system
                for target in machine sysinit basic shutdown umount final; do
                    printf '[Unit]\\nDefaultDependencies=no\\n' >/run/systemd/system/$target.target
                done
                exec env -i container=other PATH="$PATH" /lib/systemd/systemd --system \
                    --unit=machine.target --log-target=null --show-status=no
                """);
        run(
                work,
                """
                unshare --pid --fork --mount --propagation private sh /mnt/work/first </dev/null >/mnt/work/first.log 2>&1 &
                machine=$!
                inside() { nsenter --target="$(cat /proc/$machine/task/$machine/children | tr -d ' ')" --pid --mount --root --wd "$@"; }
                until inside systemctl is-active machine.target; do sleep 0.5; done >/dev/null 2>&1
                inside systemd-run --quiet --property=Type=oneshot --setenv=PATH --setenv=TMPDIR --working-directory="$PWD" \\
                    --property=StandardOutput=append:/mnt/work/log --property=StandardError=append:/mnt/work/log -- \\
                """,
                "-Dmesocosm.systemd=/run/systemd/system",
                List.of(
                        "writesLimitsThatHold",
                        "holdsThePodsMemoryLimitForItsTasks",
                        "reportsAnExceededMemoryLimitAlsoWhenOnlyAChildIsKilled",
                        "recordsTheEndOfATaskWhileNoAgentIsThere",
                        "goesOnWithAContainerWhoseUnitSomebodyHasStopped"));
        assertThat(Files.readString(work.resolve("result")))
                .startsWith("succeeded=5 failed=0 skipped=0");
        assertThat(work.resolve("log")).content().contains("unit=mesocosm-tasks.service started");
    }

    /** Runs the suite there, by what stands before the command. */
    private static void run(Path work, String before, String option, List<String> tests)
            throws IOException {
        // The class path's directories are under the host's root, which the machine sees at the
        // same place.
        Files.writeString(
                work.resolve("run-in-vm"),
                """
                export PATH=/usr/sbin:/usr/bin:/sbin:/bin TMPDIR=/mnt/tmp
                cd '%s'
                cp /sys/fs/cgroup/cgroup.controllers /mnt/work/controllers
                %s'%s/bin/java' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx300m -Djava.io.tmpdir=/mnt/tmp %s -cp '%s' %s /mnt/work/result %s \\
                    >> /mnt/work/log 2>&1
                """
                        .formatted(
                                Path.of("").toAbsolutePath(),
                                before,
                                System.getProperty("java.home"),
                                option,
                                System.getProperty("java.class.path"),
                                VirtualMachineSuite.class.getName(),
                                String.join(" ", tests)));
        Path log = work.resolve("log");
        try {
            Program.run(
                    List.of(
                            Path.of("vm/run").toAbsolutePath().toString(),
                            CACHE.toString(),
                            work.toString()),
                    Map.of(),
                    "",
                    Duration.ofMinutes(10));
        } catch (IOException e) {
            throw new IOException(Files.exists(log) ? Files.readString(log) : "no log", e);
        }
        assertThat(work.resolve("result"))
                .as(Files.exists(log) ? Files.readString(log) : "no log")
                .exists();
    }
}

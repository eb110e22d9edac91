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
        // The class path's directories are under the host's root, which the machine sees at the
        // same place.
        Files.writeString(
                work.resolve("run-in-vm"),
                """
                export PATH=/usr/sbin:/usr/bin:/sbin:/bin TMPDIR=/mnt/tmp
                cd '%s'
                cp /sys/fs/cgroup/cgroup.controllers /mnt/work/controllers
                '%s/bin/java' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx300m -Djava.io.tmpdir=/mnt/tmp -cp '%s' %s /mnt/work/result \
                    > /mnt/work/log 2>&1
                """
                        .formatted(
                                Path.of("").toAbsolutePath(),
                                System.getProperty("java.home"),
                                System.getProperty("java.class.path"),
                                VirtualMachineSuite.class.getName()));
        Program.run(
                List.of(
                        Path.of("vm/run").toAbsolutePath().toString(),
                        CACHE.toString(),
                        work.toString()),
                Map.of(),
                "",
                Duration.ofMinutes(5));
        assertThat(work.resolve("controllers")).content().contains("memory", "pids", "cpu");
        Path log = work.resolve("log");
        assertThat(work.resolve("result"))
                .as(Files.exists(log) ? Files.readString(log) : "no log")
                .exists();
        assertThat(Files.readString(work.resolve("result")))
                .startsWith("succeeded=25 failed=0 skipped=0");
    }
}

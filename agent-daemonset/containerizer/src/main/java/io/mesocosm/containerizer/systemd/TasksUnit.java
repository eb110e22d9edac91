package io.mesocosm.containerizer.systemd;

import io.mesocosm.containerizer.cgroup.Keeper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The unit to whose group systemd does nothing but what the unit's properties say: one for all
 * agents of a machine, in no slice, so that it is a sibling of the kubelet's pods. It outlives the
 * agents.
 */
public final class TasksUnit implements Keeper {
    public static final String NAME = "mesocosm-tasks.service";

    private static final Logger log = LoggerFactory.getLogger(TasksUnit.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int KNOWS_OOM_POLICY = 243;
    private static final int KNOWS_SUBGROUP = 254;

    /** Of a unit that is there or will be without us: it restarts by itself. */
    private static final Set<String> THERE =
            Set.of("active", "activating", "reloading", "refreshing");

    private final Systemd systemd;
    private final boolean v1;
    private final Holder holder;
    private final String group;

    private TasksUnit(Systemd systemd, boolean v1, Holder holder) throws IOException {
        this.systemd = systemd;
        this.v1 = v1;
        this.holder = holder;
        start();
        this.group = awaitGroup();
    }

    /** Where the holder's program is to be had when the unit has to be started. */
    @FunctionalInterface
    public interface Holder {
        Path install() throws IOException;
    }

    /**
     * The unit, started unless it runs: an agent's restart changes nothing of it.
     *
     * @param v1 whether each controller has a tree of its own
     */
    public static TasksUnit ensure(Systemd systemd, boolean v1, Holder holder) throws IOException {
        return new TasksUnit(systemd, v1, holder);
    }

    @Override
    public synchronized void ensure() throws IOException {
        start();
        awaitGroup();
    }

    private void start() throws IOException {
        Map<String, String> now = state();
        if (THERE.contains(now.getOrDefault("ActiveState", ""))) {
            return;
        }
        if ("failed".equals(now.get("ActiveState"))) {
            systemd.forgive(NAME);
            now = state();
        }
        if ("loaded".equals(now.get("LoadState"))) {
            // A unit that has ended beside tasks stays known as long as they are there.
            systemd.startAgain(NAME);
        } else {
            List<String> command = List.of(holder.install().toString(), "hold");
            systemd.start(NAME, options(systemd.version(), v1), command);
        }
        log.info("unit={} started", NAME);
    }

    private Map<String, String> state() throws IOException {
        return systemd.show(NAME, "LoadState", "ActiveState", "ControlGroup", "Result");
    }

    /** Of the running unit: while it restarts it may have none for a moment. */
    private String awaitGroup() throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Map<String, String> now = state();
        while (!"active".equals(now.get("ActiveState"))
                || now.getOrDefault("ControlGroup", "").length() < 2) {
            if (System.nanoTime() > deadline) {
                throw new IOException(NAME + " does not run; systemd says of it " + now);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
            now = state();
        }
        return now.getOrDefault("ControlGroup", "").substring(1);
    }

    /** What the unit is; an older systemd refuses what it does not know. */
    static List<String> options(int version, boolean v1) {
        List<String> options = new ArrayList<>();
        options.add("--description=Cgroups of Mesocosm's tasks, which outlive a stop of this unit");
        // A unit that failed makes room for the next one.
        options.add("--collect");
        options.add("--slice=-.slice");
        List<String> properties = new ArrayList<>();
        // In those of v1's trees that it was not told by name, systemd removes what is empty.
        properties.add(v1 ? "Delegate=cpu cpuacct io blkio memory devices pids" : "Delegate=yes");
        // The holder tells when it has left the unit's own group, which from then on is ours.
        properties.add("Type=notify");
        properties.add("Restart=always");
        // What ends the holder may end the unit for as long as there are tasks.
        properties.add("OOMScoreAdjust=-1000");
        // Whoever stops the unit stops its holder only.
        properties.add("KillMode=process");
        // The limit is that of our own group.
        properties.add("TasksMax=infinity");
        if (version >= KNOWS_OOM_POLICY) {
            properties.add("OOMPolicy=continue");
        }
        if (version >= KNOWS_SUBGROUP) {
            // On cgroup v2, 254 to 257 can start the holder again beside tasks, but not without it.
            properties.add("DelegateSubgroup=holder");
        }
        properties.forEach(property -> options.add("--property=" + property));
        return options;
    }

    @Override
    public String group() {
        return group;
    }

    @Override
    public void weigh(String property, long weight) throws IOException {
        systemd.set(NAME, property, Long.toString(weight));
    }

    @Override
    public void release() throws IOException {
        if (THERE.contains(state().getOrDefault("ActiveState", ""))) {
            systemd.stop(NAME);
            log.info("unit={} stopped: nothing is left in it", NAME);
        }
    }
}

package io.mesocosm.containerizer.linux;

import io.mesocosm.containerizer.cgroup.Cgroups;
import io.mesocosm.containerizer.cgroup.Keeper;
import io.mesocosm.containerizer.cgroup.Root;
import io.mesocosm.containerizer.systemd.TasksUnit;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides where the groups of all containers stand: in a unit of systemd's where systemd runs the
 * machine, at the top of each tree elsewhere; but where an earlier agent's containers live, with
 * these. Neither can be moved to the other place, and a boot ends both.
 */
final class CgroupRoot {
    private static final Logger log = LoggerFactory.getLogger(CgroupRoot.class);

    private CgroupRoot() {}

    /** Knows the trees' groups at a place, and changes nothing by that. */
    @FunctionalInterface
    interface Opening {
        Cgroups open(Root root) throws IOException;
    }

    /** Sees to it that the unit runs. */
    @FunctionalInterface
    interface Unit {
        Keeper ensure() throws IOException;
    }

    /**
     * @param name {@code --cgroups_root}
     * @param unit empty where systemd does not run the machine, or is not to be asked
     */
    static Root choose(String name, Optional<Unit> unit, Opening cgroups) throws IOException {
        Root atTop = Root.at(name);
        Root inUnit = Root.at(TasksUnit.NAME + "/" + name);
        if (unit.isEmpty()) {
            return isInhabited(inUnit, cgroups) ? staying(inUnit, "had a unit of systemd") : atTop;
        }
        if (isInhabited(atTop, cgroups)) {
            return staying(atTop, "had no unit of systemd");
        }
        tidy(atTop, cgroups);
        if (!isInhabited(inUnit, cgroups)) {
            tidy(inUnit, cgroups);
        }
        try {
            return Root.within(unit.get().ensure(), name);
        } catch (IOException e) {
            if (isInhabited(inUnit, cgroups)) {
                log.warn(
                        "unit={} cannot run beside the containers that are left of it, which is no"
                                + " harm to them; it can after a boot, or when they have ended: {}",
                        TasksUnit.NAME,
                        e.getMessage());
                return inUnit;
            }
            throw new IOException(
                    "systemd runs this machine, and did not give tasks a unit ("
                            + TasksUnit.NAME
                            + ") for their cgroups: "
                            + e.getMessage()
                            + ". With --no-systemd_enable_support they are made at the top of the"
                            + " cgroup trees",
                    e);
        }
    }

    private static boolean isInhabited(Root root, Opening cgroups) throws IOException {
        return !cgroups.open(root).existing().isEmpty();
    }

    /** After an agent that was killed: a unit may not start beside empty groups either. */
    private static void tidy(Root root, Opening cgroups) {
        try {
            cgroups.open(root).vacate();
        } catch (IOException e) {
            log.warn("cgroups={} of an earlier agent are left: {}", root.path(), e.getMessage());
        }
    }

    private static Root staying(Root root, String reason) {
        log.info(
                "cgroups={} stay where containers of an earlier agent are, which {}",
                root.path(),
                reason);
        return root;
    }
}

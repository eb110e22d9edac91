package io.mesocosm.containerizer.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Tells this boot of the machine, and one process, from every other. */
public final class BootIdentity {
    private BootIdentity() {}

    /**
     * Boot id and the start of the first process: the second differs in a container that was
     * restarted.
     */
    public static String current() {
        try {
            return bootId() + "/" + startTime(1).orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The machine's boot id as its first process is told it: a machine made of namespaces may have
     * one of its own, which a pod's own /proc does not show. The supervisor does the same.
     */
    public static String bootId() throws IOException {
        Path file = Path.of("/proc/sys/kernel/random/boot_id");
        Path ofFirst = Path.of("/proc/1/root").resolve(Path.of("/").relativize(file));
        return Files.readString(Files.isReadable(ofFirst) ? ofFirst : file).strip();
    }

    /** Start time of a process in clock ticks after boot; empty when there is none. */
    public static OptionalLong startTime(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            // The name may hold spaces and brackets; start time is the 20th field after it.
            String[] after = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return after[0].equals("Z") || after[0].equals("X")
                    ? OptionalLong.empty()
                    : OptionalLong.of(Long.parseLong(after[19]));
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}

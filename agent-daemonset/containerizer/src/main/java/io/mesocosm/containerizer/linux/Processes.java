package io.mesocosm.containerizer.linux;

import io.mesocosm.containerizer.supervisor.BootIdentity;
import io.mesocosm.containerizer.supervisor.StartRecord;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Finds the processes of a container where no cgroup holds them: by descent and by session. */
final class Processes {
    private Processes() {}

    private record Entry(long parent, long session) {}

    /**
     * All under the supervisor, and what is in the session of its task although the supervisor is
     * dead.
     *
     * <p>Pids are trusted only together with their start: a holder has none, and after a reboot, or
     * once a pid is reused, the numbers name strangers.
     */
    static Set<Long> of(StartRecord record) {
        Set<Long> found = new HashSet<>();
        if (record.supervisorPid() <= 1 || !record.ofThisBoot()) {
            return found;
        }
        boolean supervised = record.supervisorLives();
        boolean session = record.taskPid() > 1 && !isReused(record);
        Map<Long, Entry> all = scan();
        all.forEach(
                (pid, entry) -> {
                    boolean inSession = session && entry.session() == record.taskPid();
                    if (inSession || (supervised && descends(pid, record.supervisorPid(), all))) {
                        found.add(pid);
                    }
                });
        found.remove(record.supervisorPid());
        return found;
    }

    private static boolean isReused(StartRecord record) {
        OptionalLong start = BootIdentity.startTime(record.taskPid());
        return start.isPresent() && start.getAsLong() != record.taskStart();
    }

    private static boolean descends(long pid, long ancestor, Map<Long, Entry> all) {
        Entry entry = all.get(pid);
        for (int depth = 0; entry != null && depth < 1000; depth++) {
            if (entry.parent() == ancestor) {
                return true;
            }
            entry = all.get(entry.parent());
        }
        return false;
    }

    private static Map<Long, Entry> scan() {
        Map<Long, Entry> found = new HashMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
            for (Path entry : entries) {
                read(entry, found);
            }
        } catch (IOException e) {
            return found;
        }
        return found;
    }

    private static void read(Path entry, Map<Long, Entry> found) {
        try {
            String stat = Files.readString(entry.resolve("stat"));
            String[] after = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            if (!after[0].equals("Z")) {
                found.put(
                        Long.parseLong(entry.getFileName().toString()),
                        new Entry(Long.parseLong(after[1]), Long.parseLong(after[3])));
            }
        } catch (IOException | NumberFormatException e) {
            // Ended while we looked.
            return;
        }
    }
}

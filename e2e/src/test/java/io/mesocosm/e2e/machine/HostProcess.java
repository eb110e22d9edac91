package io.mesocosm.e2e.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A process of this machine as /proc shows it. */
public record HostProcess(long pid) {
    /** All processes. */
    public static List<HostProcess> all() {
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.matches("[0-9]+"))
                    .map(name -> new HostProcess(Long.parseLong(name)))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("listing /proc", e);
        }
    }

    /** Its parent's id, 0 when it is gone. */
    public HostProcess parent() {
        String[] fields = afterName();
        return new HostProcess(fields.length > 1 ? Long.parseLong(fields[1]) : 0);
    }

    /** Whether it exists and is more than a zombie. */
    public boolean isAlive() {
        String[] fields = afterName();
        return fields.length > 1 && !fields[0].equals("Z") && !fields[0].equals("X");
    }

    /** When it was started, in clock ticks since boot; tells a reused pid from the one before. */
    public String startTime() {
        String[] fields = afterName();
        return fields.length > 19 ? fields[19] : "";
    }

    /** Its cgroup paths, one a line. */
    public String cgroups() {
        return read("cgroup");
    }

    /** Its command line, arguments separated by spaces. */
    public String commandLine() {
        return read("cmdline").replace('\0', ' ').strip();
    }

    /** The name of the user it runs as. */
    public String owner() {
        try {
            return Files.getOwner(Path.of("/proc", Long.toString(pid))).getName();
        } catch (IOException e) {
            return "";
        }
    }

    /** Sends SIGKILL. */
    public void kill() {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    private String[] afterName() {
        String stat = read("stat");
        return stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    }

    private String read(String file) {
        try {
            return new String(
                    Files.readAllBytes(Path.of("/proc", Long.toString(pid), file)),
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}

package io.mesocosm.e2e.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A process of this machine as /proc shows it. */
public record HostProcess(long pid) {
    private static final String LISTENS = "0A"; // TCP_LISTEN

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

    /** The TCP ports at which it listens, of either version of IP. */
    public Set<Integer> listeningPorts() {
        Set<String> sockets = sockets();
        Set<Integer> ports = new TreeSet<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            for (String line : read(table).lines().skip(1).toList()) {
                String[] fields = line.strip().split(" +", -1);
                if (fields[3].equals(LISTENS) && sockets.contains("socket:[" + fields[9] + "]")) {
                    String address = fields[1];
                    ports.add(
                            Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16));
                }
            }
        }
        return ports;
    }

    private Set<String> sockets() {
        Set<String> sockets = new TreeSet<>();
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path one : open.toList()) {
                if (Files.isSymbolicLink(one)) {
                    sockets.add(Files.readSymbolicLink(one).toString());
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("the open files of process " + pid, e);
        }
        return sockets;
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

package io.mesocosm.containerizer.linux;

import io.mesocosm.containerizer.HostRoot;
import io.mesocosm.containerizer.LaunchResult.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A user as numbers, found in a root file system's own passwd and group files. */
record Identity(long uid, long gid, List<Long> groups) {

    /** Finds {@code name}, {@code uid}, or either with {@code :group}. */
    static Identity find(String user, Path root) throws LaunchException {
        String[] part = user.split(":", 2);
        Optional<String[]> entry = entry(root, "passwd", part[0]);
        if (entry.isEmpty() && !isNumber(part[0])) {
            throw new LaunchException(
                    Cause.INVALID,
                    "User '" + part[0] + "' is not in " + root.resolve("etc/passwd"));
        }
        long uid = entry.map(e -> Long.parseLong(e[2])).orElseGet(() -> Long.parseLong(part[0]));
        long own = entry.map(e -> Long.parseLong(e[3])).orElse(0L);
        long gid = part.length > 1 ? group(part[1], root) : own;
        List<Long> groups =
                part.length > 1 || entry.isEmpty() ? List.of() : memberships(root, entry.get()[0]);
        return new Identity(uid, gid, groups);
    }

    /** The user's folder by that passwd file. */
    static String home(long uid, Path root) {
        return entries(root, "passwd").stream()
                .filter(e -> e.length > 5 && e[2].equals(Long.toString(uid)))
                .map(e -> e[5])
                .findFirst()
                .orElse("/");
    }

    private static long group(String name, Path root) throws LaunchException {
        Optional<String[]> entry = entry(root, "group", name);
        if (entry.isPresent()) {
            return Long.parseLong(entry.get()[2]);
        }
        if (!isNumber(name)) {
            throw new LaunchException(
                    Cause.INVALID, "Group '" + name + "' is not in " + root.resolve("etc/group"));
        }
        return Long.parseLong(name);
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() < 11 && text.chars().allMatch(Character::isDigit);
    }

    /** By name, else by number. */
    private static Optional<String[]> entry(Path root, String file, String key) {
        List<String[]> entries = entries(root, file);
        return entries.stream()
                .filter(e -> e[0].equals(key))
                .findFirst()
                .or(() -> entries.stream().filter(e -> e[2].equals(key)).findFirst());
    }

    private static List<Long> memberships(Path root, String user) {
        List<Long> found = new ArrayList<>();
        for (String[] entry : entries(root, "group")) {
            if (entry.length > 3 && List.of(entry[3].split(",", -1)).contains(user)) {
                found.add(Long.parseLong(entry[2]));
            }
        }
        return found;
    }

    private static List<String[]> entries(Path root, String file) {
        try {
            Path place = new HostRoot(root).resolve(Path.of("/etc", file));
            return Files.readAllLines(place).stream()
                    .map(line -> line.split(":", -1))
                    .filter(e -> e.length > 2 && isNumber(e[2]))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}

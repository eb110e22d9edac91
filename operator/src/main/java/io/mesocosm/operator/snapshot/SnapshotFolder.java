package io.mesocosm.operator.snapshot;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where snapshots lie, each as {@code <name>-<UTC time>.db}: whole ones only, what is being written
 * has another name.
 */
final class SnapshotFolder {
    private static final Pattern WHOLE = Pattern.compile("(.+)-([0-9]{8}T[0-9]{6}Z)\\.db");
    private static final String PART = ".part";
    private static final int MOST_TOLD = 10;

    /** Nobody writes for as long: what is older was left by one that died. */
    private static final Duration ABANDONED = Duration.ofHours(6);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Path folder;

    SnapshotFolder(Path folder) {
        this.folder = folder;
    }

    /** A file to write a snapshot to; what others have left of such is removed. */
    Path begin(String name, Instant now) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new SnapshotFailure(
                    "there is no folder %s for snapshots: mount the volume that they are to be on"
                            .formatted(folder));
        }
        for (Path part : files(file -> file.getFileName().toString().endsWith(PART))) {
            if (Files.getLastModifiedTime(part).toInstant().isBefore(now.minus(ABANDONED))) {
                Files.deleteIfExists(part);
            }
        }
        return Files.createTempFile(folder, "." + name + "-", PART);
    }

    /** Gives a file that is whole its name, for good: after that it outlives the machine's end. */
    Path finish(Path part, String name, Instant now) throws IOException {
        try (FileChannel file = FileChannel.open(part, StandardOpenOption.WRITE)) {
            file.force(true);
        }
        Path whole = folder.resolve(name + "-" + TIME.format(now) + ".db");
        Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
        return whole;
    }

    /** Removes the oldest of a name beyond so many, and says which. */
    List<Path> prune(String name, int keep) throws IOException {
        List<Path> old = of(name).stream().skip(keep).toList();
        for (Path file : old) {
            Files.deleteIfExists(file);
        }
        return old;
    }

    /** Those of a name, the newest first. */
    private List<Path> of(String name) throws IOException {
        return files(file -> name.equals(part(file, 1))).stream()
                .sorted(Comparator.comparing((Path file) -> part(file, 2)).reversed())
                .toList();
    }

    /**
     * The newest that was written before a time: so it is the same one for all who ask, whatever is
     * written meanwhile.
     */
    Path newest(Instant before) throws IOException {
        String limit = TIME.format(before);
        List<Path> earlier =
                files(file -> !part(file, 2).isEmpty() && part(file, 2).compareTo(limit) < 0);
        if (earlier.stream().map(file -> part(file, 1)).distinct().count() > 1) {
            throw new SnapshotFailure(
                    "there are snapshots of several clusters: name one of them in spec.etcd.managed.restoreFrom.snapshot: "
                            + names(earlier));
        }
        return earlier.stream()
                .max(Comparator.comparing(file -> part(file, 2)))
                .orElseThrow(
                        () ->
                                new SnapshotFailure(
                                        "there is no snapshot <name>-<time>.db from before %s in the claim; name one in spec.etcd.managed.restoreFrom.snapshot, or another claim in claimName; it has: %s"
                                                .formatted(before, namesIn(folder))));
    }

    Path named(String name) {
        return folder.resolve(name);
    }

    /** A group of a whole snapshot's name; empty for another file. */
    private static String part(Path file, int group) {
        Matcher name = WHOLE.matcher(file.getFileName().toString());
        return name.matches() ? name.group(group) : "";
    }

    private List<Path> files(Predicate<Path> wanted) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).filter(wanted).toList();
        }
    }

    /** What is in a folder, for people. */
    static String namesIn(@Nullable Path folder) {
        if (folder == null || !Files.isDirectory(folder)) {
            return "no folder " + folder;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return names(files.filter(Files::isRegularFile).toList());
        } catch (IOException e) {
            return "nothing that this user may read";
        }
    }

    private static String names(List<Path> files) {
        if (files.isEmpty()) {
            return "nothing";
        }
        String first =
                files.stream()
                        .map(file -> file.getFileName().toString())
                        .sorted(Comparator.reverseOrder())
                        .limit(MOST_TOLD)
                        .collect(Collectors.joining(", "));
        return files.size() > MOST_TOLD ? first + " …" : first;
    }
}

package io.mesocosm.operator.snapshot;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepares that a new member of an etcd begins with a snapshot: chooses and checks the file, and
 * writes down how etcdutl is to be called. That is for the next container, which has etcdutl; it
 * makes the data in a folder beside, which gets its name when it is whole.
 *
 * @param snapshots the folder with the snapshot
 * @param chosen its file, null for the newest
 * @param before when the cluster was made: the newest is from before that
 * @param owner the cluster's uid
 * @param places where the member's data are to be
 * @param leastRevision that the new etcd is to go on from
 * @param prefix what begins the cluster's keys
 * @param member flags of etcd and etcdutl alike that say who this member is, and who the others
 */
public record Restoration(
        Path snapshots,
        @Nullable String chosen,
        Instant before,
        String owner,
        Places places,
        long leastRevision,
        String prefix,
        List<String> member) {
    private static final Logger LOG = LoggerFactory.getLogger(Restoration.class);

    /** As etcd's documentation advises where no more is known: more changes than were not saved. */
    private static final long USUAL_BUMP = 1_000_000_000;

    private static final String TOKEN = "--initial-cluster-token=";

    /** File beside the data that were made from a snapshot: of which cluster they are. */
    private static final String MARK = "restored";

    /**
     * Folders and files in a member's pod.
     *
     * @param data etcd's own folder, which is not there before
     * @param unfinished beside it, where etcdutl makes it
     * @param arguments file with how to call etcdutl; not there where there is nothing to do
     * @param program that does what it says
     * @param step where to copy that, for a container that has no such
     */
    public record Places(Path data, Path unfinished, Path arguments, Path program, Path step) {}

    public Restoration {
        requireNonNull(snapshots, "snapshots");
        member = List.copyOf(member);
    }

    /**
     * Writes the arguments, if the member has no data yet.
     *
     * @return the snapshot's file; empty where there is nothing to do
     * @throws SnapshotFailure when there is no snapshot to be used, or data of another etcd
     */
    public Optional<Path> prepare() throws IOException {
        Files.copy(places.program, places.step, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(places.step, Files.getPosixFilePermissions(places.program));
        Files.deleteIfExists(places.arguments);
        Path mark = places.data.resolveSibling(MARK);
        String made = Files.exists(mark) ? Files.readString(mark) : "";
        if (Files.exists(places.data)) {
            if (made.equals(owner)) {
                LOG.info("data={} is there: it was made from a snapshot before", places.data);
                return Optional.empty();
            }
            throw new SnapshotFailure(
                    "the volume of this member has the data of another etcd, as one of a cluster of the same name that was deleted: to begin with a snapshot delete the claims data-<cluster>-etcd-N and this MesosCluster, and make it again; to go on with the data, take spec.etcd.managed.restoreFrom out");
        }
        removeAll(places.unfinished);
        SnapshotFolder folder = new SnapshotFolder(snapshots);
        Path file = chosen == null ? folder.newest(before) : folder.named(chosen);
        String sum = new SnapshotFile(file).verify();
        long revision = revision(file);
        // A snapshot from beyond that is of an etcd that was made later, by a clock that was wrong.
        long bump = leastRevision > revision ? leastRevision - revision : USUAL_BUMP;
        Files.writeString(mark, owner);
        Files.writeString(places.arguments, String.join("\n", arguments(file, bump, sum)) + "\n");
        LOG.info("snapshot={} revision={} restored={}", file, revision, revision + bump);
        return Optional.of(file);
    }

    private long revision(Path file) throws IOException {
        try (EtcdDatabase database = new EtcdDatabase(file)) {
            if (!database.has(prefix)) {
                throw new SnapshotFailure(
                        "the snapshot %s has no keys that begin with %s but such of %s: give that of its cluster in spec.etcd.managed.prefix, or another snapshot"
                                .formatted(file, prefix, database.beginnings()));
            }
            return database.revision();
        } catch (IndexOutOfBoundsException e) {
            throw new SnapshotFailure(file + " is no database of an etcd; use another snapshot", e);
        }
    }

    /**
     * Revisions, and with them the terms of leaders, go on beyond all that were handed out. Members
     * that were made from different snapshots have different tokens, and refuse each other.
     */
    private List<String> arguments(Path file, long bump, String sum) {
        return Stream.of(
                        Stream.of("/usr/local/bin/etcdutl", "snapshot", "restore", file.toString()),
                        member.stream()
                                .map(flag -> flag.startsWith(TOKEN) ? flag + "." + sum : flag),
                        Stream.of(
                                "--data-dir=" + places.unfinished,
                                "--bump-revision=" + bump,
                                "--mark-compacted"))
                .flatMap(each -> each)
                .toList();
    }

    private static void removeAll(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

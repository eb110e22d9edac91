package io.mesocosm.operator.snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A snapshot as etcd streams it: the file of its database, and the SHA-256 of that behind it. */
record SnapshotFile(Path path) {
    private static final int SUM = 32;
    private static final int SECTOR = 512;
    private static final int CHUNK = 1 << 16;

    /**
     * Reads all of it.
     *
     * @return the sum, which tells it from all others
     * @throws SnapshotFailure when it is not whole, or not what etcd sent
     */
    String verify() throws IOException {
        long size = size();
        if (size <= SUM || size % SECTOR != SUM) {
            throw new SnapshotFailure(
                    "%s is no whole snapshot: its %d bytes are no database with a checksum behind it; use another one"
                            .formatted(path, size));
        }
        MessageDigest digest = sha256();
        byte[] sum;
        try (InputStream in = Files.newInputStream(path)) {
            byte[] chunk = new byte[CHUNK];
            long left = size - SUM;
            while (left > 0) {
                int read = in.read(chunk, 0, (int) Math.min(chunk.length, left));
                if (read < 0) {
                    break;
                }
                digest.update(chunk, 0, read);
                left -= read;
            }
            sum = in.readNBytes(SUM);
        }
        if (!MessageDigest.isEqual(sum, digest.digest())) {
            throw new SnapshotFailure(
                    "%s is damaged: the checksum at its end is not that of what is before it; use another one"
                            .formatted(path));
        }
        return HexFormat.of().formatHex(sum);
    }

    private long size() throws IOException {
        try {
            return Files.size(path);
        } catch (NoSuchFileException e) {
            throw new SnapshotFailure(
                    "there is no snapshot %s; the folder has: %s"
                            .formatted(path, SnapshotFolder.namesIn(path.getParent())),
                    e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}

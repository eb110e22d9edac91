package io.mesocosm.operator.snapshot;

import io.mesocosm.tls.TlsFiles;
import io.mesocosm.tls.TlsIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one snapshot of an etcd: a file under its name is whole, as etcd sent it, and on the disk.
 *
 * @param endpoints members of etcd, each as host:port
 * @param tls files of the identity as which to speak to it, null for none
 * @param folder where snapshots lie
 * @param name of the cluster, which begins their names
 * @param keep how many of them
 */
public record Snapshotting(
        List<String> endpoints, @Nullable TlsFiles tls, Path folder, String name, int keep) {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshotting.class);

    public Snapshotting {
        endpoints = List.copyOf(endpoints);
    }

    /**
     * Takes it, then removes the oldest that are too many.
     *
     * @return its file
     * @throws SnapshotFailure when there is none; nothing is removed then
     */
    public Path run(InstantSource clock) throws IOException, InterruptedException {
        SnapshotFolder snapshots = new SnapshotFolder(folder);
        Path part = snapshots.begin(name, clock.instant());
        try {
            stream(part);
            String sum = new SnapshotFile(part).verify();
            Path whole = snapshots.finish(part, name, clock.instant());
            LOG.info("cluster={} snapshot={} sha256={}", name, whole.getFileName(), sum);
            for (Path old : snapshots.prune(name, keep)) {
                LOG.info("cluster={} removes snapshot={}", name, old.getFileName());
            }
            return whole;
        } catch (SnapshotFailure e) {
            throw e;
        } catch (IOException e) {
            throw new SnapshotFailure(
                    "the snapshot could not be written to %s: %s; give its volume more space, or keep fewer (spec.etcd.managed.snapshots)"
                            .formatted(folder, e.getMessage()),
                    e);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void stream(Path part) throws IOException, InterruptedException {
        if (tls == null) {
            try (SnapshotStream etcd = new SnapshotStream(endpoints, null)) {
                etcd.writeTo(part);
            }
            return;
        }
        try (TlsIdentity identity = open(tls);
                SnapshotStream etcd = new SnapshotStream(endpoints, identity)) {
            etcd.writeTo(part);
        }
    }

    private static TlsIdentity open(TlsFiles files) throws SnapshotFailure {
        try {
            return TlsIdentity.open(files);
        } catch (IOException e) {
            throw new SnapshotFailure("no connection to etcd: " + e.getMessage(), e);
        }
    }
}

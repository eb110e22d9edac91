package io.mesocosm.containerizer.linux;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.containerizer.ContainerConfig;
import io.mesocosm.containerizer.HostRoot;
import io.mesocosm.containerizer.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The mounts of a container with an image: what every container has, its sandbox, names and
 * volumes.
 */
final class BundleMounts {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HostRoot host;
    private final ContainerConfig config;
    private final Container container;
    private final Optional<Container> parent;

    BundleMounts(
            HostRoot host,
            ContainerConfig config,
            Container container,
            Optional<Container> parent) {
        this.host = host;
        this.config = config;
        this.container = container;
        this.parent = parent;
    }

    ArrayNode write(boolean ownNetwork) throws LaunchException, IOException {
        ArrayNode mounts = JSON.createArrayNode();
        add(mounts, "/proc", "proc", "proc", "nosuid", "noexec", "nodev");
        add(mounts, "/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k");
        add(
                mounts,
                "/dev/pts",
                "devpts",
                "devpts",
                "nosuid",
                "noexec",
                "newinstance",
                "ptmxmode=0666",
                "mode=0620");
        add(
                mounts,
                "/dev/shm",
                "tmpfs",
                "shm",
                "nosuid",
                "noexec",
                "nodev",
                "mode=1777",
                "size=65536k");
        add(mounts, "/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev");
        add(mounts, "/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro");
        bind(mounts, config.sandbox(), ContainerConfig.SANDBOX_IN_IMAGE, false);
        names(mounts, ownNetwork);
        for (Volume volume : config.volumes()) {
            volume(mounts, volume);
        }
        return mounts;
    }

    /** With a network of its own a container has names of its own; else those of the host. */
    private void names(ArrayNode mounts, boolean ownNetwork) throws IOException {
        Path outermost = container.directory();
        for (var at = config.id(); at.parent() != null; at = at.parent()) {
            outermost = outermost.resolve("../..").normalize();
        }
        for (String name : List.of("hosts", "resolv.conf")) {
            Path file = ownNetwork ? outermost.resolve(name) : Path.of("/etc", name);
            if (Files.exists(ownNetwork ? file : host.resolve(file))) {
                bind(mounts, file, "/etc/" + name, false);
            }
        }
    }

    private void volume(ArrayNode mounts, Volume volume) throws LaunchException, IOException {
        String target = volume.containerPath();
        if (!target.startsWith("/")) {
            boolean file = VolumeSources.isFile(volume, host);
            Path inside = VolumeSources.inside(config.sandbox(), target);
            VolumeSources.make(inside, file, config.sandbox());
            target = ContainerConfig.SANDBOX_IN_IMAGE + "/" + target;
        }
        if (volume.source() instanceof Volume.Tmpfs(long size)) {
            add(
                    mounts,
                    target,
                    "tmpfs",
                    "tmpfs",
                    "nosuid",
                    "nodev",
                    "mode=1777",
                    "size=" + size,
                    volume.readOnly() ? "ro" : "rw");
        } else {
            bind(
                    mounts,
                    VolumeSources.find(volume, host, config, parent),
                    target,
                    volume.readOnly());
        }
    }

    private static void bind(ArrayNode mounts, Path source, String target, boolean readOnly) {
        add(mounts, target, "bind", source.toString(), "rbind", "rslave", readOnly ? "ro" : "rw");
    }

    private static void add(
            ArrayNode mounts, String target, String type, String source, String... options) {
        ObjectNode mount =
                mounts.addObject()
                        .put("destination", target)
                        .put("type", type)
                        .put("source", source);
        for (String option : options) {
            mount.withArray("options").add(option);
        }
    }
}

package io.mesocosm.marathon.core.app;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The container an app runs in (spec §2.3). */
public record Container(
        Type type, @Nullable Docker docker, List<PortMapping> portMappings, List<Volume> volumes) {

    /** Which of Mesos's containerizers the app was written for. */
    public enum Type {
        DOCKER,
        MESOS
    }

    /** An image and how to run it. */
    public record Docker(
            String image, boolean forcePullImage, boolean privileged, List<Parameter> parameters) {}

    /** One option for the Docker command line. */
    public record Parameter(String key, String value) {}

    /** A file system mounted into the container. */
    public record Volume(String containerPath, @Nullable String hostPath, Mode mode, Kind kind) {}

    /** Whether a volume may be written to. */
    public enum Mode {
        RO,
        RW
    }

    /** What backs a volume; only HOST can be run, the others are refused by name. */
    public enum Kind {
        HOST,
        PERSISTENT,
        EXTERNAL,
        SECRET
    }

    public static final Container MESOS = new Container(Type.MESOS, null, List.of(), List.of());

    public Container withPortMappings(List<PortMapping> mappings) {
        return new Container(type, docker, List.copyOf(mappings), volumes);
    }

    public @Nullable String image() {
        return docker == null ? null : docker.image();
    }
}

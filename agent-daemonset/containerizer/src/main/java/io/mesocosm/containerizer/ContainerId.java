package io.mesocosm.containerizer;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names a container; a nested one also names the container whose limits and network it shares. */
public record ContainerId(String value, @Nullable ContainerId parent) {
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]{0,199}");

    public ContainerId {
        requireNonNull(value, "value");
        if (!SAFE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "Container id '" + value + "' is not 1-200 of letters, digits, '_', '-', '.'");
        }
        if (value.equals("mesos") || value.equals("leaf") || value.equals("supervisors")) {
            throw new IllegalArgumentException(
                    "Container id '" + value + "' is a reserved name of the cgroup layout");
        }
    }

    /** A container of its own. */
    public static ContainerId of(String value) {
        return new ContainerId(value, null);
    }

    /** A container nested in this one. */
    public ContainerId child(String value) {
        return new ContainerId(value, this);
    }

    /** The outermost container of this one's line. */
    public ContainerId root() {
        return parent == null ? this : parent.root();
    }

    /** Mesos's written form: the ids from the outermost to this one, joined by dots. */
    @Override
    public String toString() {
        return parent == null ? value : parent + "." + value;
    }
}

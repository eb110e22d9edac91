package io.mesocosm.agent.core.container;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** Names a container; a nested one by its parent too. */
public record ContainerId(String value, @Nullable ContainerId parent) {
    public ContainerId {
        requireNonNull(value, "value");
    }

    public static ContainerId root(String value) {
        return new ContainerId(value, null);
    }

    public ContainerId child(String name) {
        return new ContainerId(name, this);
    }

    /** The outermost container around this one, or this one. */
    public ContainerId root() {
        return parent == null ? this : parent.root();
    }

    @Override
    public String toString() {
        return parent == null ? value : parent + "." + value;
    }
}

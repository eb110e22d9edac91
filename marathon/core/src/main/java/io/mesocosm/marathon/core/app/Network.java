package io.mesocosm.marathon.core.app;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A network an app joins (spec §2.4). */
public record Network(NetworkMode mode, @Nullable String name, Map<String, String> labels) {

    public static final Network HOST = new Network(NetworkMode.HOST, null, Map.of());
    public static final Network BRIDGE = new Network(NetworkMode.BRIDGE, null, Map.of());

    public static Network container(@Nullable String name, Map<String, String> labels) {
        return new Network(NetworkMode.CONTAINER, name, labels);
    }
}

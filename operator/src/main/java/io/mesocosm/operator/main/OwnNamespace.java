package io.mesocosm.operator.main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The namespace of the pod that this process is in. */
final class OwnNamespace {
    private static final Path FILE =
            Path.of("/var/run/secrets/kubernetes.io/serviceaccount/namespace");

    private OwnNamespace() {}

    /** Null outside of a pod. */
    static @Nullable String find() {
        try {
            return Files.exists(FILE) ? Files.readString(FILE).strip() : null;
        } catch (IOException e) {
            return null;
        }
    }
}

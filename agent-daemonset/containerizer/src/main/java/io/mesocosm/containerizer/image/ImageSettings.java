package io.mesocosm.containerizer.image;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where images come from and go to.
 *
 * @param store directory of the layered store ({@code --docker_store_dir})
 * @param registry {@code --docker_registry}: where a name without a registry is looked for; with
 *     {@code http://} it is spoken to without TLS; a path behind the host goes before each name
 * @param authFile {@code --docker_config}: credentials in Docker's form
 */
public record ImageSettings(Path store, String registry, Optional<Path> authFile) {
    public ImageSettings {
        requireNonNull(store, "store");
        requireNonNull(registry, "registry");
        requireNonNull(authFile, "authFile");
    }

    /** Mesos's default registry, the store in a directory. */
    public static ImageSettings at(Path store) {
        return new ImageSettings(store, "https://registry-1.docker.io", Optional.empty());
    }

    public ImageSettings withRegistry(String value) {
        return new ImageSettings(store, value, authFile);
    }
}

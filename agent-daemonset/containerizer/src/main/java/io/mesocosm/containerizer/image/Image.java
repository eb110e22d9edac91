package io.mesocosm.containerizer.image;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An image in the store.
 *
 * @param id digest of its configuration
 * @param layers unpacked layers, the uppermost first, shared by all its containers
 * @param entrypoint empty when the image has none
 */
public record Image(
        String id,
        List<Path> layers,
        Map<String, String> environment,
        Optional<String> workingDirectory,
        Optional<String> user,
        List<String> entrypoint,
        List<String> command) {
    /** What a root file system says of its containers that is no image: nothing. */
    public static final Image NONE =
            new Image(
                    "",
                    List.of(),
                    Map.of(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of());

    public Image {
        layers = List.copyOf(layers);
        environment = Map.copyOf(environment);
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
    }
}

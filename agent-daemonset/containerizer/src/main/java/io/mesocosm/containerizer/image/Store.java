package io.mesocosm.containerizer.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the layered store that skopeo writes (containers-storage, driver overlay). */
final class Store {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path root;

    Store(Path root) {
        this.root = root;
    }

    /** Where skopeo is to put an image of this name. */
    String destination(String name) {
        return "containers-storage:[overlay@"
                + root
                + "+"
                + root.resolve("run")
                + ":overlay.skip_mount_home=true]"
                + name;
    }

    Path overlay() {
        return root.resolve("overlay");
    }

    /** The image that last had this name. */
    Optional<Image> find(String name) throws IOException {
        Path images = root.resolve("overlay-images/images.json");
        if (!Files.exists(images)) {
            return Optional.empty();
        }
        for (JsonNode entry : JSON.readTree(images.toFile())) {
            for (JsonNode held : entry.path("names")) {
                if (held.asText().equals(name)) {
                    return Optional.of(image(entry));
                }
            }
        }
        return Optional.empty();
    }

    private Image image(JsonNode entry) throws IOException {
        String id = entry.path("id").asText();
        String blob =
                Base64.getEncoder()
                        .encodeToString(("sha256:" + id).getBytes(StandardCharsets.UTF_8));
        Path file = root.resolve("overlay-images").resolve(id).resolve("=" + blob);
        JsonNode config = JSON.readTree(file.toFile()).path("config");
        return new Image(
                id,
                layers(entry.path("layer").asText()),
                environment(config.path("Env")),
                text(config.path("WorkingDir")),
                text(config.path("User")),
                strings(config.path("Entrypoint")),
                strings(config.path("Cmd")));
    }

    private List<Path> layers(String top) throws IOException {
        Map<String, String> parents = new LinkedHashMap<>();
        for (JsonNode layer : JSON.readTree(root.resolve("overlay-layers/layers.json").toFile())) {
            parents.put(layer.path("id").asText(), layer.path("parent").asText());
        }
        List<Path> found = new ArrayList<>();
        for (String id = top; id != null && !id.isEmpty(); id = parents.get(id)) {
            found.add(overlay().resolve(id));
        }
        return found;
    }

    /** Names relative to {@link #overlay}, made by the store for the length limit of mount(2). */
    List<String> shortNames(List<Path> layers) throws IOException {
        List<String> names = new ArrayList<>();
        for (Path layer : layers) {
            names.add("l/" + Files.readString(layer.resolve("link")).strip());
        }
        return names;
    }

    private static Map<String, String> environment(JsonNode list) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String entry : strings(list)) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                found.put(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        return found;
    }

    private static List<String> strings(JsonNode list) {
        List<String> found = new ArrayList<>();
        list.forEach(item -> found.add(item.asText()));
        return found;
    }

    private static Optional<String> text(JsonNode node) {
        return Optional.of(node.asText("")).filter(value -> !value.isEmpty());
    }
}

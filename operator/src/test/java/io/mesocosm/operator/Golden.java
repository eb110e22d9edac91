package io.mesocosm.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Manifests beside the tests, in src/test/resources; -Dgolden=write writes what a test finds in
 * place of comparing it.
 */
public final class Golden {
    private static final Path FOLDER = Path.of("src/test/resources/io/mesocosm/operator");
    private static final KubernetesSerialization YAML =
            new KubernetesSerialization(
                    new ObjectMapper()
                            .setDefaultPropertyInclusion(
                                    com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL),
                    true);

    private Golden() {}

    public static <T> T read(String file, Class<T> type) {
        return YAML.unmarshal(text(file), type);
    }

    public static String text(String file) {
        try {
            return Files.readString(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compares objects with what the file has. */
    public static void compare(String file, List<? extends HasMetadata> objects) {
        compare(file, objects.stream().map(YAML::asYaml).collect(Collectors.joining()));
    }

    /** Compares a text with what the file has. */
    public static void compare(String file, String text) {
        if ("write".equals(System.getProperty("golden"))) {
            try {
                Files.writeString(FOLDER.resolve(file), text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        assertThat(text)
                .as("%s: -Dgolden=write writes what is made now, for you to read", file)
                .isEqualTo(text(file));
    }
}

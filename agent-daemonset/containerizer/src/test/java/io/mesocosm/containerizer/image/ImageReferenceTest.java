package io.mesocosm.containerizer.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where an image's name leads. */
class ImageReferenceTest {
    @ParameterizedTest
    @CsvSource({
        "nginx, https://registry-1.docker.io, docker.io/library/nginx:latest, false",
        "nginx:1.27, https://registry-1.docker.io, docker.io/library/nginx:1.27, false",
        "a/b, https://registry-1.docker.io, docker.io/a/b:latest, false",
        "nginx, http://127.0.0.1:5000, 127.0.0.1:5000/library/nginx:latest, true",
        "nginx, http://10.1.2.3:5000/mirror, 10.1.2.3:5000/mirror/library/nginx:latest, true",
        "nginx, registry.example.com, registry.example.com/library/nginx:latest, false",
        "localhost:5000/a, https://registry-1.docker.io, localhost:5000/a:latest, true",
        "r.example.com/a/b:c, http://127.0.0.1:5000, r.example.com/a/b:c, false",
        "a@sha256:0123, https://registry-1.docker.io, docker.io/library/a@sha256:0123, false",
        "127.0.0.1:5000/x@sha256:0123, https://registry-1.docker.io, 127.0.0.1:5000/x@sha256:0123, true",
    })
    void leadsToTheRegistry(String name, String registry, String full, boolean plain)
            throws Exception {
        ImageReference reference = ImageReference.parse(name, registry);
        assertThat(reference.full()).isEqualTo(full);
        assertThat(reference.plainHttp()).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "-x", "a//b", "../a", "a;b", "oci:/../etc"})
    void refusesWhatIsNoName(String name) {
        assertThatThrownBy(() -> ImageReference.parse(name, "https://x"))
                .isInstanceOf(ImageException.class);
    }
}

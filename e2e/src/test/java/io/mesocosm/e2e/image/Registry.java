package io.mesocosm.e2e.image;

import io.mesocosm.e2e.cluster.Ports;
import io.mesocosm.e2e.machine.Shell;
import io.mesocosm.e2e.wire.Endpoint;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A docker-registry on this machine that holds the images of the tests, for one test class. */
public final class Registry implements BeforeAllCallback, AfterAllCallback {
    private final Supplier<String> address;
    private Endpoint endpoint = new Endpoint("127.0.0.1", Ports.free());
    private @Nullable Process process;
    private @Nullable Path directory;

    /** On the loopback interface. */
    public Registry() {
        this(() -> "127.0.0.1");
    }

    private Registry(Supplier<String> address) {
        this.address = address;
    }

    /** On an address of this machine that is known when the test class begins. */
    public static Registry at(Supplier<String> address) {
        return new Registry(address);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        endpoint = new Endpoint(address.get(), endpoint.port());
        Path home = Files.createTempDirectory("msr");
        directory = home;
        Path configuration = home.resolve("config.yml");
        Files.writeString(
                configuration,
                """
                version: 0.1
                log: {level: warn}
                storage: {filesystem: {rootdirectory: %s/store}, delete: {enabled: true}}
                http: {addr: "%s"}
                """
                        .formatted(home, endpoint));
        process =
                new ProcessBuilder("docker-registry", "serve", configuration.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(home.resolve("registry.log").toFile())
                        .redirectInput(new File("/dev/null"))
                        .start();
        Awaitility.await("the registry")
                .atMost(Duration.ofSeconds(20))
                .until(() -> endpoint.answers("/v2/"));
        push(NginxImage.layout(), "library/nginx:latest");
    }

    private void push(Path layout, String name) {
        Shell.run(
                layout,
                "skopeo copy --insecure-policy --dest-tls-verify=false oci:%s:latest docker://%s/%s"
                        .formatted(layout, endpoint, name));
    }

    /** The URL for the agent's --docker_registry. */
    public String url() {
        return "http://" + endpoint;
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        if (process != null) {
            process.destroy();
            process.waitFor();
        }
        if (directory != null) {
            Shell.run(Path.of("/"), "rm -rf " + directory);
        }
    }
}

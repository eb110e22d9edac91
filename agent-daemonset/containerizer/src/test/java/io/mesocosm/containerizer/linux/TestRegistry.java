package io.mesocosm.containerizer.linux;

import io.mesocosm.containerizer.program.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** A registry on this machine with images that the test builds from busybox. */
final class TestRegistry implements AutoCloseable {
    static final List<String> NEEDED =
            List.of("docker-registry", "busybox", "umoci", "skopeo", "crun", "tar");
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final Path directory;
    private final Process process;
    private final int port;

    TestRegistry(Path directory) throws IOException {
        this.directory = directory;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path config =
                Files.writeString(
                        directory.resolve("registry.yml"),
                        """
                version: 0.1
                storage:
                  filesystem: {rootdirectory: %s}
                http:
                  addr: 127.0.0.1:%d
                """
                                .formatted(directory.resolve("registry"), port));
        process =
                new ProcessBuilder(
                                Program.find("docker-registry").orElseThrow().toString(),
                                "serve",
                                config.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("registry.log").toFile())
                        .start();
        Awaitility.await().until(this::answers);
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /** Builds a small image of two layers and pushes it. */
    void push(String name, List<String> config) throws IOException {
        Path root = rootfs(Files.createTempDirectory(directory, "rootfs"));
        Files.writeString(Files.createDirectory(root.resolve("old")).resolve("file"), "lower");
        Files.writeString(
                Files.createDirectory(root.resolve("www")).resolve("index.html"),
                "hello from the image");
        Path second = Files.createTempDirectory(directory, "second");
        Files.writeString(Files.createDirectory(second.resolve("old")).resolve(".wh.file"), "");
        String layout = directory.resolve("layout-" + root.getFileName()).toString();
        Program.run(List.of("umoci", "init", "--layout", layout), TIMEOUT);
        Program.run(List.of("umoci", "new", "--image", layout + ":t"), TIMEOUT);
        addLayer(layout, root);
        addLayer(layout, second);
        List<String> line = new ArrayList<>(List.of("umoci", "config", "--image", layout + ":t"));
        line.addAll(config);
        Program.run(line, TIMEOUT);
        Program.run(
                List.of(
                        "skopeo",
                        "--insecure-policy",
                        "copy",
                        "--quiet",
                        "--dest-tls-verify=false",
                        "oci:" + layout + ":t",
                        "docker://" + address() + "/" + name),
                TIMEOUT);
    }

    /** Makes a folder a root file system of busybox. */
    static Path rootfs(Path root) throws IOException {
        Path bin = Files.createDirectories(root.resolve("bin"));
        Files.copy(Program.find("busybox").orElseThrow(), bin.resolve("busybox"));
        Files.setPosixFilePermissions(
                bin.resolve("busybox"), PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String applet :
                List.of(
                        "sh",
                        "id",
                        "cat",
                        "sleep",
                        "httpd",
                        "ip",
                        "ls",
                        "touch",
                        "wget",
                        "env",
                        "pwd",
                        "hostname",
                        "test")) {
            Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
        }
        Path etc = Files.createDirectories(root.resolve("etc"));
        Files.writeString(
                etc.resolve("passwd"), "root:x:0:0::/root:/bin/sh\napp:x:1234:2345::/:/bin/sh\n");
        Files.writeString(etc.resolve("group"), "app:x:2345:\nextra:x:77:app\n");
        return root;
    }

    private static void addLayer(String layout, Path content) throws IOException {
        Path tar = content.resolveSibling(content.getFileName() + ".tar");
        Program.run(List.of("tar", "-C", content.toString(), "-cf", tar.toString(), "."), TIMEOUT);
        Program.run(
                List.of("umoci", "raw", "add-layer", "--image", layout + ":t", tar.toString()),
                TIMEOUT);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

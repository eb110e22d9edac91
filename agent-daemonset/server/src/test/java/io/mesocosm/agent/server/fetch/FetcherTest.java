package io.mesocosm.agent.server.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.mesocosm.containerizer.HostRoot;
import io.mesocosm.protocol.v1.CommandInfo;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FetcherTest {
    @TempDir Path folder = Path.of("");

    private Path sandbox = Path.of("");
    private Path sources = Path.of("");
    private final Download download = new Download(Duration.ofMillis(400));
    private final CountDownLatch stalled = new CountDownLatch(1);
    private Fetcher fetcher = new Fetcher(Path.of(""), HostRoot.OWN, download);
    private HttpServer server = noServer();

    private static HttpServer noServer() {
        try {
            return HttpServer.create();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void serves() throws IOException {
        sandbox = Files.createDirectory(folder.resolve("sandbox"));
        sources = Files.createDirectory(folder.resolve("sources"));
        fetcher = new Fetcher(sources, HostRoot.OWN, download);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/file",
                exchange -> {
                    byte[] body = "hello".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.createContext(
                "/moved",
                exchange -> {
                    exchange.getResponseHeaders().set("Location", "/file");
                    exchange.sendResponseHeaders(302, -1);
                    exchange.close();
                });
        server.createContext(
                "/astray",
                exchange -> {
                    exchange.getResponseHeaders().set("Location", "file:///etc/passwd");
                    exchange.sendResponseHeaders(302, -1);
                    exchange.close();
                });
        server.createContext(
                "/stalls",
                exchange -> {
                    exchange.sendResponseHeaders(200, 1000);
                    exchange.getResponseBody().write('x');
                    exchange.getResponseBody().flush();
                    try {
                        stalled.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        server.start();
    }

    @AfterEach
    void ends() {
        stalled.countDown();
        server.stop(0);
        download.close();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private static CommandInfo.URI uri(String value) {
        return CommandInfo.URI.newBuilder().setValue(value).build();
    }

    private void fetch(CommandInfo.URI... uris) throws FetchException, InterruptedException {
        fetcher.fetch(List.of(uris), sandbox, null);
    }

    private String fetched(String name) throws IOException {
        return Files.readString(sandbox.resolve(name));
    }

    @ParameterizedTest
    @CsvSource({"/file/a.txt, a.txt", "/file/b?query=1, b", "/moved, moved"})
    void downloadsUnderTheLastNameOfThePath(String path, String name) throws Exception {
        fetch(uri(url(path)));
        assertThat(fetched(name)).isEqualTo("hello");
    }

    @Test
    void putsTheOutputFileInASubfolder() throws Exception {
        fetch(uri(url("/file/x")).toBuilder().setOutputFile("conf/d/y").build());
        assertThat(fetched("conf/d/y")).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../out", "/abs", "a/../../out", ""})
    void refusesAnOutputFileOutsideTheSandbox(String name) {
        assertThatThrownBy(() -> fetch(uri(url("/file/x")).toBuilder().setOutputFile(name).build()))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("not a path beneath the sandbox");
    }

    @Test
    void refusesToWriteThroughALinkThatLeadsOut() throws IOException {
        Files.createSymbolicLink(sandbox.resolve("out"), folder);
        assertThatThrownBy(
                        () -> fetch(uri(url("/file/x")).toBuilder().setOutputFile("out/y").build()))
                .hasMessageContaining("leads out of the sandbox");
        assertThat(folder.resolve("y")).doesNotExist();
    }

    @Test
    void followsNoRedirectToAFileOfTheMachine() {
        assertThatThrownBy(() -> fetch(uri(url("/astray"))))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("the server answered 302");
        assertThat(sandbox).isEmptyDirectory();
    }

    @Test
    void saysWhatTheServerAnswered() {
        assertThatThrownBy(() -> fetch(uri(url("/nothing"))))
                .isInstanceOf(FetchException.class)
                .hasMessage("Failed to fetch '" + url("/nothing") + "': the server answered 404");
    }

    @Test
    void givesAStalledDownloadUp() {
        assertThatThrownBy(() -> fetch(uri(url("/stalls"))))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("nothing has come");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://host/file", "hdfs://host/file", "s3://bucket/file"})
    void namesAnUnknownScheme(String value) {
        assertThatThrownBy(() -> fetch(uri(value))).hasMessageContaining("is not supported");
    }

    @Test
    void copiesFilesByPathByUriAndByNameUnderFrameworksHome() throws Exception {
        Files.writeString(sources.resolve("s"), "content");
        fetch(
                uri(sources.resolve("s").toString()).toBuilder().setOutputFile("1").build(),
                uri("file://" + sources.resolve("s")).toBuilder().setOutputFile("2").build(),
                uri("s").toBuilder().setOutputFile("3").build());
        assertThat(fetched("1"))
                .isEqualTo(fetched("2"))
                .isEqualTo(fetched("3"))
                .isEqualTo("content");
    }

    @Test
    void makesExecutablesAndLeavesThemPacked() throws Exception {
        Files.writeString(sources.resolve("run.zip"), "#!/bin/sh\n");
        fetch(uri("run.zip").toBuilder().setExecutable(true).build());
        assertThat(sandbox.resolve("run.zip")).isExecutable();
    }

    @ParameterizedTest
    @CsvSource({
        "a.tar, ''",
        "a.tgz, --gzip",
        "a.tar.gz, --gzip",
        "a.tbz2, --bzip2",
        "a.tar.bz2, --bzip2",
        "a.txz, --xz",
        "a.tar.xz, --xz"
    })
    void unpacksTars(String name, String option) throws Exception {
        Files.createDirectories(sources.resolve("d"));
        Files.writeString(sources.resolve("d/inside"), "unpacked");
        List<String> command =
                option.isEmpty()
                        ? List.of("tar", "-cf", name, "d")
                        : List.of("tar", "-c", option, "-f", name, "d");
        Tool.run(sources, command);
        fetch(uri(name));
        assertThat(fetched("d/inside")).isEqualTo("unpacked");
        assertThat(sandbox.resolve(name)).exists();
    }

    @Test
    void unpacksZipsAndSingleGzips() throws Exception {
        zip("a.zip", "bin/tool");
        try (OutputStream out =
                new GZIPOutputStream(Files.newOutputStream(sources.resolve("text.gz")))) {
            out.write("unzipped".getBytes(StandardCharsets.UTF_8));
        }
        fetch(uri("a.zip"), uri("text.gz"));
        assertThat(fetched("bin/tool")).isEqualTo("zipped");
        assertThat(fetched("text")).isEqualTo("unzipped");
    }

    private void zip(String name, String member) throws IOException {
        try (ZipOutputStream out =
                new ZipOutputStream(Files.newOutputStream(sources.resolve(name)))) {
            out.putNextEntry(new ZipEntry(member));
            out.write("zipped".getBytes(StandardCharsets.UTF_8));
            out.closeEntry();
        }
    }

    @Test
    void leavesAnArchivePackedWhenToldTo() throws Exception {
        zip("a.zip", "inside");
        fetch(uri("a.zip").toBuilder().setExtract(false).build());
        assertThat(sandbox.resolve("inside")).doesNotExist();
    }

    @Test
    void refusesATarThatReachesOut() throws Exception {
        Files.writeString(sources.resolve("evil"), "x");
        Tool.run(
                sources,
                List.of("tar", "-c", "--absolute-names", "-f", "up.tar", "../sources/evil"));
        Tool.run(
                sources,
                List.of(
                        "tar",
                        "-c",
                        "--absolute-names",
                        "-f",
                        "abs.tar",
                        sources.resolve("evil").toString()));
        for (String name : List.of("up.tar", "abs.tar")) {
            assertThatThrownBy(() -> fetch(uri(name)))
                    .isInstanceOf(FetchException.class)
                    .hasMessageContaining("leads out of the sandbox");
        }
    }

    @Test
    void refusesTarsThatReachOutThroughALinkTheyBring() throws Exception {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Path way = Files.createSymbolicLink(sources.resolve("way"), outside);
        Tool.run(sources, List.of("tar", "-cf", "link.tar", "way"));
        Tool.run(sources, List.of("tar", "-cf", "both.tar", "way"));
        Files.delete(way);
        Files.createDirectory(way);
        Files.writeString(way.resolve("evil"), "x");
        Tool.run(sources, List.of("tar", "-cf", "through.tar", "way/evil"));
        Tool.run(sources, List.of("tar", "-cf", "folder.tar", "way"));
        Tool.run(sources, List.of("tar", "-rf", "both.tar", "way/evil"));

        assertThatThrownBy(() -> fetch(uri("both.tar"))).isInstanceOf(FetchException.class);
        Files.deleteIfExists(sandbox.resolve("way"));
        for (String second : List.of("through.tar", "folder.tar")) {
            assertThatThrownBy(() -> fetch(uri("link.tar"), uri(second)))
                    .isInstanceOf(FetchException.class)
                    .hasMessageContaining("leads out of the sandbox by a link");
        }
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void aTarsHardLinkTakesNothingFromOutside() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "secret");
        Files.writeString(sources.resolve("a"), "a");
        Files.createLink(sources.resolve("b"), sources.resolve("a"));
        Tool.run(
                sources,
                List.of(
                        "tar",
                        "-c",
                        "--absolute-names",
                        "--transform=flags=h;s,^a$," + secret + ",",
                        "-f",
                        "hard.tar",
                        "a",
                        "b"));
        try {
            fetch(uri("hard.tar"));
        } catch (FetchException e) {
            assertThat(e).hasMessageContaining("hard.tar");
        }
        assertThat(sandbox.resolve("b")).doesNotExist();
        assertThat(secret).hasContent("secret");
    }

    @Test
    void refusesAZipThatReachesOut() throws Exception {
        zip("evil.zip", "../escaped");
        assertThatThrownBy(() -> fetch(uri("evil.zip"))).isInstanceOf(FetchException.class);
        assertThat(folder.resolve("escaped")).doesNotExist();
    }

    @Test
    void refusesAFileWithAnotherDigest() throws Exception {
        String digest = HexFormat.of().formatHex(sha256("hello"));
        fetch(uri(url("/file/a") + "#sha256=" + digest));
        assertThat(fetched("a")).isEqualTo("hello");
        assertThatThrownBy(() -> fetch(uri(url("/file/b") + "#sha256=" + "0".repeat(64))))
                .hasMessageContaining("its SHA-256 digest is " + digest);
        assertThat(sandbox.resolve("b")).doesNotExist();
        assertThatThrownBy(() -> fetch(uri(url("/file/c") + "#sha256=abc")))
                .hasMessageContaining("64 hexadecimal");
    }

    private static byte[] sha256(String text) throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void asksForANameWhereTheUriHasNone() {
        assertThatThrownBy(() -> fetch(uri("http://127.0.0.1/")))
                .hasMessageContaining("output_file");
    }

    @Test
    void takesLocalFilesFromTheMachineWhenTheAgentIsInAPod(@TempDir Path machine) throws Exception {
        Files.createDirectories(machine.resolve("opt"));
        Files.writeString(machine.resolve("opt/file"), "of the machine");
        Files.createSymbolicLink(machine.resolve("data"), Path.of("/opt"));
        fetcher = new Fetcher(Path.of(""), new HostRoot(machine), download);
        fetch(uri("/data/file"));
        assertThat(fetched("file")).isEqualTo("of the machine");
    }
}

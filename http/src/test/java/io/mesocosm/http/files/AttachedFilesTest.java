package io.mesocosm.http.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.http.files.VirtualFiles.Slice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Virtual files over real ones: the pailer's protocol, and links that lead outside (spec §5.3). */
class AttachedFilesTest {
    @TempDir private Path folder;
    private Path sandbox;
    private final AttachedFiles files = new AttachedFiles();

    @BeforeEach
    void makeSandbox() throws IOException {
        sandbox = Files.createDirectory(folder.resolve("sandbox"));
        Files.writeString(sandbox.resolve("stdout"), "0123456789");
        Files.createDirectories(sandbox.resolve("data/deep"));
        Files.writeString(sandbox.resolve("data/deep/file"), "deep");
        Files.writeString(folder.resolve("secret"), "secret");
        files.attach("/box", sandbox);
    }

    private Slice slice(String path, long offset, long length) throws IOException {
        FileAnswer<Slice> answer = files.read(path, offset, length);
        assertThat(answer).isInstanceOf(FileAnswer.Found.class);
        return ((FileAnswer.Found<Slice>) answer).value();
    }

    private String text(String path) throws IOException {
        return new String(slice(path, 0, -1).data(), UTF_8);
    }

    @Test
    void tellsTheSizeWhenNoOffsetIsGiven() throws IOException {
        Slice slice = slice("/box/stdout", -1, -1);
        assertThat(slice.offset()).isEqualTo(10);
        assertThat(slice.size()).isEqualTo(10);
        assertThat(slice.data()).isEmpty();
    }

    @Test
    void readsFromAnOffsetAsMuchAsIsThere() throws IOException {
        assertThat(new String(slice("/box/stdout", 7, 100).data(), UTF_8)).isEqualTo("789");
        assertThat(new String(slice("/box/stdout", 2, 3).data(), UTF_8)).isEqualTo("234");
        assertThat(slice("/box/stdout", 20, -1).data()).isEmpty();
        assertThat(slice("/box/stdout", 20, -1).offset()).isEqualTo(20);
    }

    @Test
    void readsAtMost64KibibytesAtOnce() throws IOException {
        Files.write(sandbox.resolve("large"), new byte[200_000]);
        assertThat(slice("/box/large", 0, -1).data()).hasSize(64 * 1024);
        assertThat(slice("/box/large", 199_999, -1).data()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {-2, Long.MIN_VALUE})
    void refusesNegativeNumbers(long number) throws IOException {
        assertThat(files.read("/box/stdout", number, -1)).isInstanceOf(FileAnswer.Invalid.class);
        assertThat(files.read("/box/stdout", 0, number)).isInstanceOf(FileAnswer.Invalid.class);
    }

    @Test
    void listsAFolderByNameWithModes() throws IOException {
        Files.setPosixFilePermissions(
                sandbox.resolve("stdout"), PosixFilePermissions.fromString("rw-r-----"));
        Files.createSymbolicLink(sandbox.resolve("link"), Path.of("stdout"));
        var answer = (FileAnswer.Found<List<FileFacts>>) files.browse("/box/");
        assertThat(answer.value())
                .extracting(FileFacts::path)
                .containsExactly("/box/data", "/box/link", "/box/stdout");
        assertThat(answer.value().get(0).modeText()).startsWith("drwx");
        assertThat(answer.value().get(0).isDirectory()).isTrue();
        assertThat(answer.value().get(1).modeText()).startsWith("l");
        assertThat(answer.value().get(2).modeText()).isEqualTo("-rw-r-----");
        assertThat(answer.value().get(2).size()).isEqualTo(10);
        assertThat(answer.value().get(2).nlink()).isEqualTo(1);
    }

    @Test
    void doesNotReadFoldersOrWhatIsNotThere() throws IOException {
        assertThat(files.read("/box/data", 0, -1)).isInstanceOf(FileAnswer.Invalid.class);
        assertThat(files.read("/box/none", 0, -1)).isInstanceOf(FileAnswer.NotFound.class);
        assertThat(files.read("/box/stdout/x", 0, -1)).isInstanceOf(FileAnswer.NotFound.class);
        assertThat(files.browse("/nowhere")).isInstanceOf(FileAnswer.NotFound.class);
        assertThat(files.browse("/boxer")).isInstanceOf(FileAnswer.NotFound.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stdout",
                "./stdout",
                "data/../stdout",
                "data/deep/../../stdout",
            })
    void followsLinksThatStayWithin(String target) throws IOException {
        Files.createSymbolicLink(sandbox.resolve("link"), Path.of(target));
        assertThat(text("/box/link")).isEqualTo("0123456789");
    }

    @Test
    void followsAbsoluteLinksIntoTheSandbox() throws IOException {
        Files.createSymbolicLink(
                sandbox.resolve("data/back"), sandbox.toRealPath().resolve("stdout"));
        assertThat(text("/box/data/back")).isEqualTo("0123456789");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret",
                "data/../../secret",
                "/etc/passwd",
                "../sandbox/../secret",
                ".."
            })
    void neverFollowsALinkOut(String target) throws IOException {
        Files.createSymbolicLink(sandbox.resolve("link"), Path.of(target));
        assertThat(files.read("/box/link", 0, -1)).isInstanceOf(FileAnswer.Forbidden.class);
        assertThat(files.open("/box/link")).isInstanceOf(FileAnswer.Forbidden.class);
        assertThat(files.browse("/box/link")).isInstanceOf(FileAnswer.Forbidden.class);
    }

    @Test
    void neverLeavesByFolderLinksOrDots() throws IOException {
        Files.createSymbolicLink(sandbox.resolve("up"), folder);
        assertThat(files.read("/box/up/secret", 0, -1)).isInstanceOf(FileAnswer.Forbidden.class);
        assertThat(files.read("/box/../secret", 0, -1)).isInstanceOf(FileAnswer.Forbidden.class);
        assertThat(files.read("/box/data/../../secret", 0, -1))
                .isInstanceOf(FileAnswer.Forbidden.class);
    }

    @Test
    void givesUpOnLinksInACircle() throws IOException {
        Files.createSymbolicLink(sandbox.resolve("a"), Path.of("b"));
        Files.createSymbolicLink(sandbox.resolve("b"), Path.of("a"));
        assertThat(files.read("/box/a", 0, -1)).isInstanceOf(FileAnswer.NotFound.class);
    }

    @Test
    @Timeout(10)
    void neverOpensAPipe() throws Exception {
        Path pipe = sandbox.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        assertThat(files.read("/box/pipe", 0, -1)).isInstanceOf(FileAnswer.Forbidden.class);
        assertThat(files.open("/box/pipe")).isInstanceOf(FileAnswer.Forbidden.class);
    }

    @Test
    void readsASingleAttachedFileAndForgetsTheDetached() throws IOException {
        files.attach("/agent/log", folder.resolve("secret"));
        assertThat(text("/agent/log")).isEqualTo("secret");
        assertThat(files.roots()).containsKeys("/agent/log", "/box");
        files.detach("/agent/log");
        assertThat(files.read("/agent/log", 0, -1)).isInstanceOf(FileAnswer.NotFound.class);
    }

    @Test
    void followsTheAttachedNameItselfWhenItIsALink() throws IOException {
        Path latest = Files.createSymbolicLink(folder.resolve("latest"), sandbox);
        files.attach("/runs/latest", latest);
        assertThat(text("/runs/latest/data/deep/file")).isEqualTo("deep");
    }
}

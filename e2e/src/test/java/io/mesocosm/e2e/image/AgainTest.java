package io.mesocosm.e2e.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program in the image of the control plane that begins masters and Marathons anew. */
@Tag("e2e")
final class AgainTest {
    @TempDir static Path built;

    @TempDir Path folder;

    @BeforeAll
    static void build() throws Exception {
        Process compiler =
                new ProcessBuilder("cc", "-o", built.resolve("again").toString(), "again.c")
                        .directory(Path.of("../images").toFile())
                        .inheritIO()
                        .start();
        assertThat(compiler.waitFor()).isZero();
    }

    @Test
    void whatEndsWithItsCodeBeginsAnewAndWhatEndsOtherwiseDoesNot() throws Exception {
        Process again = again(0, 7, "echo run >> runs; [ $(wc -l < runs) = 3 ] && exit 5; exit 7");

        assertThat(again.waitFor()).isEqualTo(5);
        assertThat(folder.resolve("runs")).hasContent("run\nrun\nrun");
        assertThat(said(again)).contains("it ended with exit code 7 after 0 s, and begins anew");
    }

    @Test
    void whatEndsTooSoonIsBroken() throws Exception {
        Process again = again(60, 7, "echo run >> runs; exit 7");

        assertThat(again.waitFor()).isEqualTo(7);
        assertThat(folder.resolve("runs")).hasContent("run");
    }

    @Test
    void aSignalIsTheProgramsAndEndsBoth() throws Exception {
        Process again = again(0, 7, "trap 'echo told > told; exit 7' TERM; echo; read -r line");
        again.getInputStream().read(); // it has its trap

        again.toHandle().destroy(); // which leaves its input open

        assertThat(again.waitFor()).isEqualTo(7);
        assertThat(folder.resolve("told")).hasContent("told");
    }

    @Test
    void whatIsKilledByASignalEndsAsTheShellSaysIt() throws Exception {
        assertThat(again(0, 137, "kill -9 $$").waitFor()).isEqualTo(137);
    }

    @Test
    void aProgramThatIsNotThereIsNamed() throws Exception {
        Process again = start("10", "1", "/not/there");

        assertThat(again.waitFor()).isEqualTo(127);
        assertThat(said(again)).contains("cannot execute /not/there: No such file or directory");
    }

    private Process again(int seconds, int code, String script) throws IOException {
        return start(String.valueOf(seconds), String.valueOf(code), "/bin/bash", "-c", script);
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(built.resolve("again").toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).directory(folder.toFile()).start();
    }

    private static String said(Process process) throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}

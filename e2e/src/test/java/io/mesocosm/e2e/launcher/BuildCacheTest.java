package io.mesocosm.e2e.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What did not change is not built again in another clone, and its tests run all the same: the
 * build's own rules, for two trees of one small module.
 */
@Tag("e2e")
final class BuildCacheTest {
    private static final String COMPILING_IS_SKIPPED =
            "Skipping plugin execution (cached): compiler:compile";

    @TempDir private Path directory;
    private Launcher launcher;

    @BeforeEach
    void makeTwoTreesAndAnEmptyCache() throws IOException {
        launcher = Launcher.in(directory, Map.of());
        Path module = directory.resolve("first/one");
        write(
                module.resolve("pom.xml"),
                """
                <project>
                  <modelVersion>4.0.0</modelVersion>
                  <parent><groupId>io.mesocosm</groupId><artifactId>mesocosm</artifactId><version>0.1.0-SNAPSHOT</version></parent>
                  <artifactId>mesocosm-one</artifactId>
                </project>
                """);
        write(
                module.resolve("src/main/java/one/One.java"),
                """
                package one;

                final class One {
                    private One() {}

                    static String say() {
                        return "one";
                    }
                }
                """);
        write(
                module.resolve("src/test/java/one/OneTest.java"),
                """
                package one;

                import static org.assertj.core.api.Assertions.assertThat;

                import java.nio.file.Files;
                import java.nio.file.Path;
                import org.junit.jupiter.api.Test;

                final class OneTest {
                    @Test
                    void saysWhatIsWanted() throws Exception {
                        assertThat(Files.readString(Path.of("../wanted"))).isEqualTo(One.say());
                    }
                }
                """);
        write(directory.resolve("first/wanted"), "one");
        Launcher.Ran made =
                launcher.bash(
                        """
                        maven=apache-maven-$(sed -n 's/^MAVEN_VERSION=//p' mesocosm)
                        mkdir -p cache/mesocosm
                        ln -s "${XDG_CACHE_HOME:-$HOME/.cache}/mesocosm/$maven" cache/mesocosm/$maven
                        root=$(dirname "$(readlink mesocosm)")
                        cp -r "$root"/{mesocosm,.mvn,.ci} first
                        sed '/<module>/d; s|<modules>|&<module>one</module>|' "$root/pom.xml" >first/pom.xml
                        (cd first; mkdir -p $(sed -n 's/.*find pom.xml \\(.*\\) \\\\$/\\1/p' mesocosm))
                        mkdir -p further/down
                        cp -r first further/down/second
                        """);
        assertThat(made.exitCode()).as(made.output()).isZero();
    }

    @Test
    void aModuleIsBuiltWhereItChangedAndItsTestsRunEachTime() throws IOException {
        Launcher.Ran first = test("first");
        assertThat(first.exitCode()).as(first.output()).isZero();
        assertThat(first.output()).contains("Tests run: 1,").doesNotContain(COMPILING_IS_SKIPPED);

        write(directory.resolve("further/down/second/wanted"), "two");
        Launcher.Ran unchanged = test("further/down/second");
        assertThat(unchanged.output())
                .as("its test runs, in another tree, and tells what is wrong")
                .contains(COMPILING_IS_SKIPPED, "Tests run: 1, Failures: 1");
        assertThat(unchanged.exitCode()).isNotZero();

        Path source = directory.resolve("further/down/second/one/src/main/java/one/One.java");
        write(source, Files.readString(source).replace("\"one\"", "\"two\""));
        Launcher.Ran changed = test("further/down/second");
        assertThat(changed.exitCode()).as(changed.output()).isZero();
        assertThat(changed.output()).contains("Tests run: 1,").doesNotContain(COMPILING_IS_SKIPPED);
    }

    private Launcher.Ran test(String tree) throws IOException {
        return launcher.bash(
                "cd %s; XDG_CACHE_HOME=%s/cache ./mesocosm test --only unit"
                        .formatted(tree, directory));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}

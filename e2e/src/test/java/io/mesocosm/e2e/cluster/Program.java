package io.mesocosm.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A main class of the packaged tree with its flags. */
public record Program(String module, String mainClass, List<String> flags) {
    /** The tree of the product. */
    public static final Path ROOT =
            Path.of(System.getProperty("mesocosm.root", "..")).toAbsolutePath().normalize();

    static Program master(List<String> flags) {
        return new Program("master/server", "io.mesocosm.master.main.MasterMain", flags);
    }

    static Program agent(List<String> flags) {
        return new Program("agent-daemonset/server", "io.mesocosm.agent.main.AgentMain", flags);
    }

    /** Marathon with these flags. */
    public static Program marathon(List<String> flags) {
        return new Program("marathon/server", "io.mesocosm.marathon.main.MarathonMain", flags);
    }

    /** The command that starts it. */
    public List<String> commandLine() {
        Path target = ROOT.resolve(module).resolve("target");
        if (!Files.isDirectory(target.resolve("lib"))) {
            throw new AssertionError(target + " has no packaged component: build the tree first");
        }
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        line.addAll(List.of("-XX:+UseCompactObjectHeaders", "--enable-native-access=ALL-UNNAMED"));
        line.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "-Xmx512m"));
        line.add(module.equals("master/server") ? "-XX:+UseZGC" : "-XX:+UseSerialGC");
        line.addAll(Settings.jvmOptions());
        Path archive = ROOT.resolve("target/archives").resolve(name() + ".jsa");
        if (Files.exists(archive)) {
            line.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off"));
        }
        line.addAll(List.of("-cp", classPath(target), mainClass));
        line.addAll(flags);
        return line;
    }

    private String name() {
        return module.substring(0, module.indexOf('/')).replace("agent-daemonset", "agent");
    }

    /** Its own jar and what it depends on, in the launcher's order, which its archive is of. */
    private static String classPath(Path target) {
        try (Stream<Path> own = Files.list(target);
                Stream<Path> others = Files.list(target.resolve("lib"))) {
            return Stream.concat(
                            others,
                            own.filter(
                                    file -> !file.toString().matches(".*-(tests|sources)\\.jar")))
                    .map(Path::toString)
                    .filter(file -> file.endsWith(".jar"))
                    .sorted()
                    .collect(Collectors.joining(":"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.mesocosm.e2e.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
        line.addAll(List.of("-cp", target + "/*:" + target + "/lib/*", mainClass));
        line.addAll(flags);
        return line;
    }
}

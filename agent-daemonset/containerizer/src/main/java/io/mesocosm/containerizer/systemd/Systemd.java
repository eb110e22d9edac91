package io.mesocosm.containerizer.systemd;

import static java.util.Objects.requireNonNull;

import io.mesocosm.containerizer.HostRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The systemd that runs a machine, spoken to by its own tools: they find it whether a bus runs or
 * not.
 */
public final class Systemd {
    private static final Pattern VERSION = Pattern.compile("^systemd (\\d+)");

    private final Tools tools;

    /** Runs programs of the machine. */
    @FunctionalInterface
    public interface Tools {
        /** Its standard output; a failure says which program and why. */
        String run(String program, List<String> arguments) throws IOException;
    }

    public Systemd(Tools tools) {
        this.tools = requireNonNull(tools);
    }

    /**
     * Whether systemd runs the machine, as sd_booted(3) has it, and as its first process.
     *
     * @param directory of its run time, in the machine's own root
     * @param firstProcess the file with the name of the machine's first process
     */
    public static boolean runs(HostRoot host, Path directory, Path firstProcess)
            throws IOException {
        return Files.isDirectory(host.resolve(directory))
                && Files.readString(firstProcess).strip().equals("systemd");
    }

    /** 0 where it does not tell. */
    int version() throws IOException {
        Matcher told = VERSION.matcher(tools.run("systemctl", List.of("--version")));
        return told.find() ? Integer.parseInt(told.group(1)) : 0;
    }

    /** Some properties of a unit, also of one that is not there; absent ones are empty. */
    Map<String, String> show(String unit, String... properties) throws IOException {
        String said =
                tools.run(
                        "systemctl",
                        List.of("show", unit, "--property=" + String.join(",", properties)));
        Map<String, String> found = new HashMap<>();
        for (String property : properties) {
            found.put(property, "");
        }
        said.lines()
                .map(line -> line.split("=", 2))
                .filter(part -> part.length == 2)
                .forEach(part -> found.put(part[0], part[1]));
        return found;
    }

    /** Starts a unit that is in no file. */
    void start(String unit, List<String> options, List<String> command) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("--quiet", "--no-ask-password", "--unit=" + unit));
        arguments.addAll(options);
        arguments.add("--");
        arguments.addAll(command);
        tools.run("systemd-run", arguments);
    }

    /** Starts a unit that systemd still knows. */
    void startAgain(String unit) throws IOException {
        tools.run("systemctl", List.of("start", unit));
    }

    /** Until the next boot. */
    void set(String unit, String property, String value) throws IOException {
        tools.run("systemctl", List.of("set-property", "--runtime", unit, property + "=" + value));
    }

    /** Forgets that a unit failed, and the unit with it where nothing is left of it. */
    void forgive(String unit) throws IOException {
        tools.run("systemctl", List.of("reset-failed", unit));
    }

    void stop(String unit) throws IOException {
        tools.run("systemctl", List.of("stop", unit));
    }
}

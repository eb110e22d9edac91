package io.mesocosm.containerizer;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** What a container runs: the three forms of CommandInfo (mesos spec §7.2, docker/runtime). */
public sealed interface Command {

    /** {@code shell=true}: run by {@code /bin/sh -c}. */
    record Shell(String line) implements Command {
        public Shell {
            requireNonNull(line, "line");
        }
    }

    /**
     * {@code shell=false} with a value: {@code file} searched in PATH; argv[0] is the first
     * argument.
     */
    record Program(String file, List<String> argv) implements Command {
        public Program {
            requireNonNull(file, "file");
            argv = argv.isEmpty() ? List.of(file) : List.copyOf(argv);
        }
    }

    /** No value: the image's Entrypoint and Cmd, the arguments (when given) in the place of Cmd. */
    record ImageDefault(List<String> arguments) implements Command {
        public ImageDefault {
            arguments = List.copyOf(arguments);
        }
    }
}

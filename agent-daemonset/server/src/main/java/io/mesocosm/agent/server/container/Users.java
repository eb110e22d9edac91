package io.mesocosm.agent.server.container;

import io.mesocosm.containerizer.HostRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Who tasks may run as: looks users up in the host's passwd. Any thread. */
public final class Users {
    private final HostRoot host;
    private final boolean switching;

    /** {@code switching}: the agent may and shall run tasks as others. */
    public Users(HostRoot host, boolean switching) {
        this.host = host;
        this.switching = switching;
    }

    /** Root may become anyone. */
    public static boolean canSwitch() {
        return "root".equals(System.getProperty("user.name"));
    }

    public boolean isSwitching() {
        return switching;
    }

    public Optional<Owner> find(String name) throws IOException {
        for (String line : Files.readAllLines(host.resolve(Path.of("/etc/passwd")))) {
            String[] fields = line.split(":", -1);
            if (fields.length >= 4 && fields[0].equals(name)) {
                return Optional.of(
                        new Owner(name, Integer.parseInt(fields[2]), Integer.parseInt(fields[3])));
            }
        }
        return Optional.empty();
    }
}

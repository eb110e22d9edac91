package io.mesocosm.containerizer.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** What a supervisor wrote, durably, after its task ended. */
public record ExitRecord(int waitStatus, long oomKills) {
    static final String FILE = "exit";

    /** Empty while the task runs, and for a supervisor that died. */
    public static Optional<ExitRecord> read(Path directory) throws IOException {
        try {
            String[] part = Files.readString(directory.resolve(FILE)).strip().split(" ", -1);
            return part.length == 2
                    ? Optional.of(
                            new ExitRecord(Integer.parseInt(part[0]), Long.parseLong(part[1])))
                    : Optional.empty();
        } catch (NoSuchFileException | NumberFormatException e) {
            return Optional.empty();
        }
    }
}

package io.mesocosm.containerizer.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a supervisor wrote before its task could run.
 *
 * @param supervisorStart its start time, against reuse of its pid
 * @param taskPid 0 until an OCI runtime has named the container's first process
 */
public record StartRecord(
        String boot, long supervisorPid, long supervisorStart, long taskPid, long taskStart) {

    static final String FILE = "started";

    /** Empty when the launch never came so far; a record that cannot be read counts as such. */
    public static Optional<StartRecord> read(Path directory) throws IOException {
        try {
            String[] part = Files.readString(directory.resolve(FILE)).strip().split(" ", -1);
            return part.length == 5
                    ? Optional.of(
                            new StartRecord(
                                    part[0],
                                    Long.parseLong(part[1]),
                                    Long.parseLong(part[2]),
                                    Long.parseLong(part[3]),
                                    Long.parseLong(part[4])))
                    : Optional.empty();
        } catch (NoSuchFileException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Written for a holder, which has no supervisor. */
    public static void writeForHolder(Path directory) throws IOException {
        Files.writeString(directory.resolve(FILE), BootIdentity.current() + " 0 0 0 0\n");
    }

    public boolean ofThisBoot() {
        return boot.equals(BootIdentity.current());
    }

    public boolean supervisorLives() {
        return ofThisBoot()
                && supervisorPid > 0
                && BootIdentity.startTime(supervisorPid).orElse(-1) == supervisorStart;
    }
}

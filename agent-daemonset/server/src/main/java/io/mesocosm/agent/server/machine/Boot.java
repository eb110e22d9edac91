package io.mesocosm.agent.server.machine;

import io.mesocosm.containerizer.supervisor.BootIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Tells whether the machine was started anew since the agent last ran. */
public final class Boot {
    private Boot() {}

    /** Compares the machine's boot id with the one kept in the folder, and keeps it there. */
    public static boolean isAnother(Path folder) throws IOException {
        return isAnother(folder, BootIdentity.bootId());
    }

    static boolean isAnother(Path folder, String present) throws IOException {
        Files.createDirectories(folder);
        Path kept = folder.resolve("boot_id");
        String former;
        try {
            former = Files.readString(kept).strip();
        } catch (NoSuchFileException e) {
            former = present;
        }
        Path next = folder.resolve("boot_id.new");
        Files.writeString(next, present + "\n");
        Files.move(next, kept, StandardCopyOption.ATOMIC_MOVE);
        return !former.equals(present);
    }
}

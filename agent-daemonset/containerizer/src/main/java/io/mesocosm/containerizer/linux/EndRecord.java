package io.mesocosm.containerizer.linux;

import io.mesocosm.containerizer.Termination;
import io.mesocosm.containerizer.Termination.MemoryLimitation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.OptionalInt;

/** How a container ended, with the memory figures that go when its cgroup goes. */
record EndRecord(Termination termination) {
    static final String FILE = "ended";

    static Optional<EndRecord> read(Path directory) throws IOException {
        try {
            String[] part = Files.readString(directory.resolve(FILE)).strip().split(" ", -1);
            OptionalInt status =
                    part[0].equals("-")
                            ? OptionalInt.empty()
                            : OptionalInt.of(Integer.parseInt(part[0]));
            Optional<MemoryLimitation> memory =
                    part.length == 3
                            ? Optional.of(
                                    new MemoryLimitation(
                                            Long.parseLong(part[1]), Long.parseLong(part[2])))
                            : Optional.empty();
            return Optional.of(new EndRecord(new Termination(status, memory)));
        } catch (NoSuchFileException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    static void write(Path directory, Termination termination) throws IOException {
        StringBuilder text = new StringBuilder();
        if (termination.waitStatus().isPresent()) {
            text.append(termination.waitStatus().getAsInt());
        } else {
            text.append('-');
        }
        termination
                .memory()
                .ifPresent(
                        m ->
                                text.append(' ')
                                        .append(m.limitBytes())
                                        .append(' ')
                                        .append(m.maxUsedBytes()));
        Path fresh = directory.resolve(FILE + ".tmp");
        Files.writeString(fresh, text.append('\n'));
        Files.move(fresh, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }
}

package io.mesocosm.containerizer.supervisor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Collects what the supervisor is told, and writes it in its format: NUL-terminated keys and
 * values.
 */
public final class SpecFile {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    public SpecFile put(String key, String value) {
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("A NUL character in the container's " + key);
        }
        content.writeBytes(key.getBytes(StandardCharsets.UTF_8));
        content.write(0);
        content.writeBytes(value.getBytes(StandardCharsets.UTF_8));
        content.write(0);
        return this;
    }

    public SpecFile put(String key, long value) {
        return put(key, Long.toString(value));
    }

    public SpecFile put(String key, Optional<String> value) {
        value.ifPresent(text -> put(key, text));
        return this;
    }

    public SpecFile all(String key, Collection<String> values) {
        values.forEach(value -> put(key, value));
        return this;
    }

    public SpecFile environment(Map<String, String> variables) {
        variables.forEach((name, value) -> put("env", name + "=" + value));
        return this;
    }

    /** Readable by the agent's user only: the environment may hold secrets. */
    public void write(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, content.toByteArray());
    }
}

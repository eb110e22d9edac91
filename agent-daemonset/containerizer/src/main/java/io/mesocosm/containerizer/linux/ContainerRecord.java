package io.mesocosm.containerizer.linux;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a later agent must know of a container, on disk before any of it is made.
 *
 * @param version of this form
 * @param id the ids from the outermost container to this one
 * @param holder it runs no command and has no supervisor
 * @param image it has a root file system of its own
 * @param ownNetwork it has a network namespace of its own
 * @param filter a file: what binds its system calls, where that was made before it started
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record ContainerRecord(
        int version,
        List<String> id,
        String sandbox,
        boolean holder,
        boolean image,
        boolean ownNetwork,
        @Nullable Long uid,
        @Nullable Long gid,
        @Nullable List<Long> groups,
        @Nullable String filter) {
    static final int VERSION = 1;
    static final String FILE = "container.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static ContainerRecord read(Path directory) throws IOException {
        ContainerRecord record =
                JSON.readValue(directory.resolve(FILE).toFile(), ContainerRecord.class);
        if (record.version != VERSION || record.id == null || record.sandbox == null) {
            throw new IOException(
                    "not a container's record of version " + VERSION + " but of " + record.version);
        }
        return record;
    }

    void write(Path directory) throws IOException {
        Path fresh = directory.resolve(FILE + ".tmp");
        JSON.writeValue(fresh.toFile(), this);
        Files.move(fresh, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    ContainerRecord withIdentity(Identity identity) {
        return new ContainerRecord(
                version,
                id,
                sandbox,
                holder,
                image,
                ownNetwork,
                identity.uid(),
                identity.gid(),
                identity.groups(),
                filter);
    }

    ContainerRecord withFilter(Optional<Path> file) {
        return new ContainerRecord(
                version,
                id,
                sandbox,
                holder,
                image,
                ownNetwork,
                uid,
                gid,
                groups,
                file.map(Path::toString).orElse(null));
    }
}

package io.mesocosm.containerizer.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The rules of profiles, read once for each set of capabilities as long as a profile's file stays
 * as it is. Safe for use by any thread.
 */
final class SeccompProfiles {
    /** Frameworks choose capabilities: whatever they choose, so many sets are kept. */
    private static final int MOST = 64;

    private record Wanted(Path file, FileTime modified, long size, Set<String> capabilities) {}

    private final Optional<Path> filters;
    private final Map<Wanted, SeccompRules> known = new ConcurrentHashMap<>();

    /**
     * @param filters a folder for what the OCI runtime makes of rules; empty where it neither keeps
     *     nor takes that
     */
    SeccompProfiles(Optional<Path> filters) {
        this.filters = filters;
    }

    /**
     * @param capabilities of the container, as CAP_CHOWN
     */
    SeccompRules rules(Path profile, Collection<String> capabilities) throws IOException {
        BasicFileAttributes now = Files.readAttributes(profile, BasicFileAttributes.class);
        Wanted wanted =
                new Wanted(profile, now.lastModifiedTime(), now.size(), Set.copyOf(capabilities));
        SeccompRules found = known.get(wanted);
        if (found != null) {
            return found;
        }
        SeccompRules read =
                new SeccompRules(SeccompProfile.read(profile).rules(capabilities), filters);
        if (known.size() >= MOST) {
            known.clear();
        }
        SeccompRules first = known.putIfAbsent(wanted, read);
        return first == null ? read : first;
    }
}

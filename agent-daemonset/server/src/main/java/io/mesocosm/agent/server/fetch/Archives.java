package io.mesocosm.agent.server.fetch;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Unpacks what the fetcher brings, told by its name (spec section 7.5); refuses archives that reach
 * out of the sandbox.
 */
final class Archives {
    private static final List<String> TARS =
            List.of(".tar", ".tgz", ".tar.gz", ".tbz2", ".tar.bz2", ".txz", ".tar.xz");

    private Archives() {}

    static boolean isArchive(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return isTar(lower) || lower.endsWith(".gz") || lower.endsWith(".zip");
    }

    private static boolean isTar(String lower) {
        return TARS.stream().anyMatch(lower::endsWith);
    }

    /** Unpacks beside the archive, which stays. */
    static void unpack(Path archive, Destination destination)
            throws IOException, InterruptedException, FetchException {
        String name = requireNonNull(archive.getFileName()).toString().toLowerCase(Locale.ROOT);
        if (isTar(name)) {
            tar(archive, destination);
        } else if (name.endsWith(".zip")) {
            zip(archive, destination);
        } else {
            gunzip(archive, destination);
        }
    }

    private static void tar(Path archive, Destination destination)
            throws IOException, InterruptedException, FetchException {
        Path folder = requireNonNull(archive.getParent());
        String listing =
                Tool.run(
                        folder,
                        destination.asOwner(
                                "tar", "--list", "--absolute-names", "--file", archive.toString()));
        Set<Path> safe = new HashSet<>();
        for (String member : listing.lines().toList()) {
            refuseEscape(member);
            Path place = folder.resolve(member).normalize();
            // A folder is not replaced where a link to one is.
            Path through = member.endsWith("/") ? place : requireNonNull(place.getParent());
            if (safe.add(through)) {
                destination.refuseWayOut(through, member);
            }
        }
        Tool.run(
                folder,
                destination.asOwner(
                        "tar",
                        "--extract",
                        "--no-same-owner",
                        "--keep-directory-symlink",
                        "--file",
                        archive.toString()));
    }

    private static void refuseEscape(String member) throws FetchException {
        if (member.startsWith("/") || List.of(member.split("/", -1)).contains("..")) {
            throw new FetchException(
                    "the archive's member '" + member + "' leads out of the sandbox");
        }
    }

    private static void zip(Path archive, Destination destination)
            throws IOException, FetchException {
        String prefix =
                destination.sandbox().relativize(requireNonNull(archive.getParent())).toString();
        try (FileSystem zip =
                FileSystems.newFileSystem(archive, Map.of("enablePosixFileAttributes", true))) {
            Path root = zip.getPath("/");
            List<Path> members;
            try (Stream<Path> walk = Files.walk(root)) {
                members = walk.toList();
            }
            for (Path member : members) {
                String name = root.relativize(member).toString();
                refuseEscape(name);
                if (!name.isEmpty()) {
                    unzip(member, destination.place(prefix.isEmpty() ? name : prefix + "/" + name));
                }
            }
        } catch (InvalidPathException e) {
            throw new FetchException("the zip file cannot be read: " + e.getMessage(), e);
        }
    }

    private static void unzip(Path member, Path target) throws IOException {
        if (Files.isDirectory(member)) {
            Files.createDirectories(target);
            return;
        }
        try (InputStream in = Files.newInputStream(member)) {
            Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
        }
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        permissions.addAll(Files.getPosixFilePermissions(target));
        if (Files.getPosixFilePermissions(member).contains(PosixFilePermission.OWNER_EXECUTE)) {
            permissions.add(PosixFilePermission.OWNER_EXECUTE);
            permissions.add(PosixFilePermission.GROUP_EXECUTE);
            permissions.add(PosixFilePermission.OTHERS_EXECUTE);
        }
        Files.setPosixFilePermissions(target, permissions);
    }

    private static void gunzip(Path archive, Destination destination)
            throws IOException, FetchException {
        String packed = destination.sandbox().relativize(archive).toString();
        Path target = destination.place(packed.substring(0, packed.length() - ".gz".length()));
        try (InputStream in = new GZIPInputStream(Files.newInputStream(archive))) {
            Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}

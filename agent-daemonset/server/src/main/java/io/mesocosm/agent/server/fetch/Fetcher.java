package io.mesocosm.agent.server.fetch;

import static java.util.Objects.requireNonNull;

import io.mesocosm.agent.server.container.Owner;
import io.mesocosm.containerizer.HostRoot;
import io.mesocosm.protocol.v1.CommandInfo;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings a task's URIs into its sandbox, one after the other (spec section 7.5). A fragment {@code
 * #sha256=HEX} is the digest that the file must have. Blocks; can be interrupted; any thread.
 */
public final class Fetcher {
    private final Path frameworksHome;
    private final HostRoot host;
    private final Download download;

    /** {@code host}: whose files a local path names. */
    public Fetcher(Path frameworksHome, HostRoot host, Download download) {
        this.host = requireNonNull(host, "host");
        this.frameworksHome = requireNonNull(frameworksHome, "frameworksHome");
        this.download = requireNonNull(download, "download");
    }

    public void fetch(List<CommandInfo.URI> uris, Path sandbox, @Nullable Owner owner)
            throws FetchException, InterruptedException {
        Destination destination = new Destination(sandbox, owner);
        for (CommandInfo.URI uri : uris) {
            try {
                fetch(uri, destination);
            } catch (FetchException | IOException | InvalidPathException e) {
                throw new FetchException(
                        "Failed to fetch '" + uri.getValue() + "': " + reason(e), e);
            }
        }
        if (!uris.isEmpty()) {
            try {
                destination.handOver(sandbox);
            } catch (IOException e) {
                throw new FetchException("Failed to hand over what was fetched: " + reason(e), e);
            }
        }
    }

    private static String reason(Exception e) {
        return e instanceof FetchException ? String.valueOf(e.getMessage()) : e.toString();
    }

    private void fetch(CommandInfo.URI uri, Destination destination)
            throws FetchException, IOException, InterruptedException {
        String value = uri.getValue().strip();
        String digest = digest(value);
        String source = value.contains("#") ? value.substring(0, value.indexOf('#')) : value;
        Path target =
                destination.place(uri.hasOutputFile() ? uri.getOutputFile() : baseName(source));
        bring(source, target, destination);
        if (digest != null) {
            verify(target, digest);
        }
        if (uri.getExecutable()) {
            makeExecutable(target);
        } else if (uri.getExtract()
                && Archives.isArchive(requireNonNull(target.getFileName()).toString())) {
            Archives.unpack(target, destination);
        }
    }

    private void bring(String source, Path target, Destination destination)
            throws FetchException, IOException, InterruptedException {
        int colon = source.indexOf("://");
        String scheme = colon < 0 ? "" : source.substring(0, colon).toLowerCase(Locale.ROOT);
        switch (scheme) {
            case "http", "https" -> {
                download.to(uri(source), target);
                destination.handOver(target);
            }
            case "file" -> copy(Path.of(localPath(source)), target, destination);
            case "" -> copy(local(source), target, destination);
            default ->
                    throw new FetchException(
                            "scheme '" + scheme + "' is not supported; http, https and file are");
        }
    }

    private static URI uri(String source) throws FetchException {
        try {
            return URI.create(source.replace(" ", "%20"));
        } catch (IllegalArgumentException e) {
            throw new FetchException("not a URI: " + e.getMessage(), e);
        }
    }

    private static String localPath(String source) throws FetchException {
        String path = source.substring("file://".length());
        if (path.startsWith("localhost/")) {
            path = path.substring("localhost".length());
        }
        if (!path.startsWith("/")) {
            throw new FetchException("a file URI names an absolute path");
        }
        return path;
    }

    private Path local(String source) throws FetchException {
        Path path = Path.of(source);
        if (path.isAbsolute()) {
            return path;
        }
        if (frameworksHome.toString().isEmpty()) {
            throw new FetchException("a relative path needs the agent's flag --frameworks_home");
        }
        return frameworksHome.resolve(path);
    }

    private void copy(Path source, Path target, Destination destination)
            throws IOException, InterruptedException {
        Owner owner = destination.owner();
        if (owner != null) {
            // The reading is done with the owner's rights, the file is made beforehand.
            Files.deleteIfExists(target);
            Files.createFile(target);
            owner.take(target);
        }
        Tool.run(
                destination.sandbox(),
                destination.asOwner(
                        "cp",
                        "--no-preserve=ownership",
                        "--",
                        host.resolve(source).toString(),
                        target.toString()));
    }

    private static String baseName(String source) throws FetchException {
        int colon = source.indexOf("://");
        String path = colon < 0 ? source : source.substring(colon + 3);
        int query = path.indexOf('?');
        path = colon >= 0 && query >= 0 ? path.substring(0, query) : path;
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (name.isEmpty() || (colon >= 0 && path.indexOf('/') < 0)) {
            throw new FetchException("the URI ends without a file name; give it an output_file");
        }
        return name;
    }

    private static @Nullable String digest(String value) throws FetchException {
        int hash = value.indexOf('#');
        if (hash < 0) {
            return null;
        }
        String fragment = value.substring(hash + 1).toLowerCase(Locale.ROOT);
        for (String name : List.of("sha256=", "sha-256=", "sha256:")) {
            if (fragment.startsWith(name)) {
                String digest = fragment.substring(name.length());
                if (!digest.matches("[0-9a-f]{64}")) {
                    throw new FetchException(
                            "'" + fragment + "' is no SHA-256 digest of 64 hexadecimal digits");
                }
                return digest;
            }
        }
        return null;
    }

    private static void verify(Path file, String expected) throws IOException, FetchException {
        String found = HexFormat.of().formatHex(sha256(file));
        if (!found.equals(expected)) {
            Files.delete(file);
            throw new FetchException("its SHA-256 digest is " + found + ", not " + expected);
        }
    }

    private static byte[] sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void makeExecutable(Path file) throws IOException {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        permissions.addAll(Files.getPosixFilePermissions(file));
        permissions.add(PosixFilePermission.OWNER_EXECUTE);
        permissions.add(PosixFilePermission.GROUP_EXECUTE);
        permissions.add(PosixFilePermission.OTHERS_EXECUTE);
        Files.setPosixFilePermissions(file, permissions);
    }
}

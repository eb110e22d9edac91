package io.mesocosm.containerizer.linux;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rules of system calls in the OCI runtime's form, and the filter that crun has made of them. It
 * makes one for every container, and takes longer for it than for all else of a start; one that is
 * made it takes as it is (crun(1), run.oci.seccomp_bpf_data), and so does the supervisor.
 */
final class SeccompRules {
    private static final Logger log = LoggerFactory.getLogger(SeccompRules.class);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final ObjectNode json;
    private final Optional<Path> folder;
    private final AtomicReference<@Nullable CompletableFuture<Optional<Filter>>> filter =
            new AtomicReference<>();

    /**
     * A filter as the kernel takes it.
     *
     * @param file of its own content, which stays: containers refer to it
     */
    record Filter(Path file, String base64) {}

    /**
     * @param folder for filters; empty where the OCI runtime neither keeps nor takes one
     */
    SeccompRules(ObjectNode json, Optional<Path> folder) {
        this.json = json;
        this.folder = folder;
    }

    ObjectNode json() {
        return json;
    }

    /**
     * The filter, where there is one. The first who asks gets none, for its container's start makes
     * it; who asks meanwhile waits for that, but not for long.
     */
    Optional<Filter> filter() {
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        CompletableFuture<Optional<Filter>> made =
                filter.compareAndExchange(null, new CompletableFuture<>());
        if (made == null) {
            return Optional.empty();
        }
        Optional<Filter> found =
                made.copy()
                        .completeOnTimeout(
                                Optional.empty(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                        .join();
        if (found.isEmpty() || !Files.exists(found.get().file())) {
            filter.compareAndSet(made, null);
            return Optional.empty();
        }
        return found;
    }

    /** A container with these rules has started, or has not; with it, what crun kept of it. */
    void tried(Optional<Path> kept) {
        CompletableFuture<Optional<Filter>> made = filter.get();
        if (made == null || made.isDone()) {
            return;
        }
        made.complete(kept.flatMap(this::take));
    }

    private Optional<Filter> take(Path kept) {
        try {
            byte[] content = Files.readAllBytes(kept);
            Path file =
                    Files.createDirectories(folder.orElseThrow()).resolve(digest(content) + ".bpf");
            Path fresh = Files.createTempFile(file.resolveSibling(""), "filter", ".tmp");
            Files.write(fresh, content);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            return Optional.of(new Filter(file, Base64.getEncoder().encodeToString(content)));
        } catch (IOException e) {
            log.warn(
                    "the filter of system calls in {} is made anew for each container: {}",
                    kept,
                    e.getMessage());
            return Optional.empty();
        }
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

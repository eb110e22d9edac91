package io.mesocosm.containerizer.linux;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Rules of system calls in the OCI runtime's form, and the filter that crun has made of them. It
 * makes one for every container, and takes longer for it than for all else of a start; one that is
 * made it takes as it is (crun(1), run.oci.seccomp_bpf_data).
 */
final class SeccompRules {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final ObjectNode json;
    private final boolean keepsFilters;
    private final AtomicReference<@Nullable CompletableFuture<Optional<String>>> filter =
            new AtomicReference<>();

    SeccompRules(ObjectNode json, boolean keepsFilters) {
        this.json = json;
        this.keepsFilters = keepsFilters;
    }

    ObjectNode json() {
        return json;
    }

    /**
     * The filter in base64, where there is one. The first who asks gets none, for its container's
     * start makes it; who asks meanwhile waits for that, but not for long.
     */
    Optional<String> filter() {
        if (!keepsFilters) {
            return Optional.empty();
        }
        CompletableFuture<Optional<String>> made =
                filter.compareAndExchange(null, new CompletableFuture<>());
        if (made == null) {
            return Optional.empty();
        }
        Optional<String> found =
                made.copy()
                        .completeOnTimeout(
                                Optional.empty(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                        .join();
        if (found.isEmpty()) {
            filter.compareAndSet(made, null);
        }
        return found;
    }

    /** A container with these rules has started, or has not; with it, what crun kept of it. */
    void tried(Optional<Path> kept) {
        CompletableFuture<Optional<String>> made = filter.get();
        if (made == null || made.isDone()) {
            return;
        }
        made.complete(kept.flatMap(SeccompRules::read));
    }

    private static Optional<String> read(Path kept) {
        try {
            return Optional.of(Base64.getEncoder().encodeToString(Files.readAllBytes(kept)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}

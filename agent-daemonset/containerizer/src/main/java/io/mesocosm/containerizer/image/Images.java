package io.mesocosm.containerizer.image;

import io.mesocosm.containerizer.HostRoot;
import io.mesocosm.containerizer.program.Program;
import io.mesocosm.containerizer.supervisor.Supervisors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store of images: pulled, verified and unpacked by skopeo, one directory a layer, shared by
 * all containers. Safe for use by any thread; pulls of one image at the same time are one pull.
 */
public final class Images {
    private static final Logger log = LoggerFactory.getLogger(Images.class);
    private static final Duration PULL_TIMEOUT = Duration.ofMinutes(30);

    private final ImageSettings settings;
    private final Optional<Path> runtime;
    private final Supervisors supervisors;
    private final Store store;
    private final Map<String, CompletableFuture<Image>> pulls = new ConcurrentHashMap<>();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * @param runtime the OCI runtime, by its path where containers are started
     * @param supervisors by whose helper root file systems are mounted
     */
    public Images(ImageSettings settings, Optional<Path> runtime, Supervisors supervisors) {
        this.settings = settings;
        this.runtime = runtime;
        this.supervisors = supervisors;
        this.store = new Store(settings.store());
    }

    /** Programs without which no image can be used. */
    public List<String> missing() {
        List<String> absent = new ArrayList<>();
        if (Program.find("skopeo").isEmpty()) {
            absent.add("skopeo");
        }
        if (runtime.isEmpty()) {
            absent.add("crun or runc");
        }
        return absent;
    }

    /** The OCI runtime that is preferred among those of a root directory. */
    public static Optional<Path> runtime(HostRoot host) {
        return Program.find("crun", host).or(() -> Program.find("runc", host));
    }

    /**
     * Finds an image in the store or fetches it; fails with {@link ImageException}. Does not block.
     */
    public CompletableFuture<Image> pull(String reference, boolean force) {
        ImageReference name;
        try {
            name = ImageReference.parse(reference, settings.registry());
        } catch (ImageException e) {
            return CompletableFuture.failedFuture(e);
        }
        String key = name.full();
        CompletableFuture<Image> fresh = new CompletableFuture<>();
        CompletableFuture<Image> running = pulls.putIfAbsent(key, fresh);
        if (running != null) {
            return running.copy();
        }
        executor.execute(() -> complete(fresh, key, name, force));
        return fresh.copy();
    }

    private void complete(
            CompletableFuture<Image> pull, String key, ImageReference name, boolean force) {
        try {
            Optional<Image> held = force ? Optional.empty() : store.find(key);
            pull.complete(held.isPresent() ? held.get() : fetch(name));
        } catch (ImageException | IOException e) {
            pull.completeExceptionally(
                    e instanceof ImageException
                            ? e
                            : new ImageException(String.valueOf(e.getMessage())));
        } finally {
            pulls.remove(key);
        }
    }

    private Image fetch(ImageReference name) throws ImageException, IOException {
        long began = System.nanoTime();
        List<String> command =
                new ArrayList<>(List.of("skopeo", "--insecure-policy", "copy", "--quiet"));
        if (name.plainHttp()) {
            command.add("--src-tls-verify=false");
        }
        settings.authFile()
                .ifPresent(file -> command.addAll(List.of("--src-authfile", file.toString())));
        command.add("docker://" + name.full());
        command.add(store.destination(name.full()));
        try {
            Files.createDirectories(settings.store());
            Program.run(command, PULL_TIMEOUT);
        } catch (IOException e) {
            throw new ImageException(
                    "Failed to pull image '" + name.full() + "': " + e.getMessage());
        }
        log.info("image={} pulled in {} ms", name.full(), (System.nanoTime() - began) / 1_000_000);
        return store.find(name.full())
                .orElseThrow(
                        () ->
                                new ImageException(
                                        "Image '"
                                                + name.full()
                                                + "' is not in the store after its pull"));
    }

    /** Mounts a container's own copy-on-write view of an image and returns its root. Blocking. */
    public Path mount(Image image, Path directory) throws IOException {
        // Layers by short names relative to the store: mount(2) takes one page of options.
        return mount(store.overlay(), store.shortNames(image.layers()), directory);
    }

    /** As {@link #mount(Image, Path)} of a folder that is a root file system. Blocking. */
    public Path mount(Path folder, Path directory) throws IOException {
        return mount(folder, List.of(folder.toString()), directory);
    }

    /**
     * The options by which the overlay file system is a container's own copy-on-write view of a
     * folder.
     */
    public String overlay(Path folder, Path directory) throws IOException {
        return overlay(List.of(folder.toString()), directory);
    }

    private static String overlay(List<String> lower, Path directory) throws IOException {
        Path upper = Files.createDirectories(directory.resolve("upper"));
        Path work = Files.createDirectories(directory.resolve("work"));
        return "lowerdir=" + String.join(":", lower) + ",upperdir=" + upper + ",workdir=" + work;
    }

    private Path mount(Path at, List<String> lower, Path directory) throws IOException {
        Path rootfs = Files.createDirectories(directory.resolve("rootfs"));
        String options = overlay(lower, directory);
        try {
            supervisors.mountOverlay(at, options, rootfs);
        } catch (IOException e) {
            throw new IOException(
                    "Failed to mount the root file system "
                            + String.join(":", lower)
                            + " of "
                            + at
                            + ": "
                            + e.getMessage(),
                    e);
        }
        return rootfs;
    }

    /** Undoes a mount; does nothing when there is none. Blocking. */
    public void unmount(Path directory) throws IOException {
        Path rootfs = directory.resolve("rootfs");
        if (!Files.exists(rootfs)) {
            return;
        }
        try {
            supervisors.unmount(rootfs);
        } catch (IOException e) {
            throw new IOException("Failed to unmount " + rootfs + ": " + e.getMessage(), e);
        }
        Files.delete(rootfs);
    }

    /** The command that makes and starts a container from the bundle in a directory. */
    public List<String> runtimeCommand(Path directory) {
        Path program = runtime.orElseThrow();
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.add("--root=" + directory.resolve("oci"));
        command.add("--log=" + directory.resolve("runtime.log"));
        if (isCrun(program)) {
            command.add("--cgroup-manager=disabled");
        }
        command.addAll(List.of("run", "--detach"));
        command.addAll(List.of("--pid-file", directory.resolve("pid").toString()));
        command.addAll(
                List.of("--bundle", directory.toString(), directory.getFileName().toString()));
        return command;
    }

    private static boolean isCrun(Path program) {
        return program.endsWith("crun");
    }

    /**
     * Whether the runtime keeps the filter that it makes of a container's rules of system calls,
     * and takes one that is made: crun does, runc does not.
     */
    public boolean keepsFilters() {
        return runtime.filter(Images::isCrun).isPresent();
    }

    /**
     * The filter of system calls that crun has made of a container's profile and keeps for further
     * commands in it; runc keeps none.
     */
    public static Optional<Path> filter(Path directory) {
        Path filter =
                directory.resolve("oci").resolve(directory.getFileName()).resolve("seccomp.bpf");
        return Files.exists(filter) ? Optional.of(filter) : Optional.empty();
    }
}

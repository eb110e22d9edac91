package io.mesocosm.http;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Serves the files of a folder of the class path, its index.html at the folder's own path. */
public final class ClasspathPages implements Endpoint {
    private final ClassLoader loader;
    private final String folder;
    private final String fallback;

    /**
     * @param loader whose class path
     * @param folder without a slash at its ends
     * @param fallback the HTML page that stands in for a missing index.html
     */
    public ClasspathPages(ClassLoader loader, String folder, String fallback) {
        this.loader = requireNonNull(loader, "loader");
        this.folder = requireNonNull(folder, "folder");
        this.fallback = requireNonNull(fallback, "fallback");
    }

    @Override
    public void answer(Exchange exchange) throws IOException {
        exchange.requireMethod("GET", "HEAD");
        boolean index = exchange.rest().isEmpty();
        String name = index ? "index.html" : String.join("/", exchange.rest());
        byte[] page = read(folder + "/" + name);
        if (page == null && index) {
            page = fallback.getBytes(StandardCharsets.UTF_8);
        }
        if (page == null) {
            throw HttpRefusal.of(404);
        }
        exchange.setHeader("Cache-Control", "no-cache");
        exchange.bytes(200, MediaTypes.ofFile(name), page);
    }

    private byte @Nullable [] read(String resource) throws IOException {
        if (resource.endsWith("/") || resource.endsWith(".class")) {
            return null;
        }
        try (InputStream in = loader.getResourceAsStream(resource)) {
            // A folder of an unpacked class path opens too, as a listing: it has no dot in its
            // name.
            return in == null || !resource.substring(resource.lastIndexOf('/')).contains(".")
                    ? null
                    : in.readAllBytes();
        }
    }
}

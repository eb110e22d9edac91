package io.mesocosm.containerizer.image;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * An image's name in full.
 *
 * @param registry host and port
 * @param plainHttp the registry is spoken to without TLS
 * @param path repository
 * @param suffix {@code :tag} or {@code @digest}
 */
record ImageReference(String registry, boolean plainHttp, String path, String suffix) {
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/:@-]*");

    /** Reads Docker's form; a name without a registry is looked for in the default one. */
    static ImageReference parse(String text, String defaultRegistry) throws ImageException {
        if (!SAFE.matcher(text).matches() || text.contains("//") || text.contains("..")) {
            throw new ImageException("'" + text + "' is not the name of an image");
        }
        int digest = text.indexOf('@');
        int tag = text.lastIndexOf(':');
        boolean tagged = digest < 0 && tag > text.lastIndexOf('/');
        String name =
                digest >= 0 ? text.substring(0, digest) : tagged ? text.substring(0, tag) : text;
        String suffix =
                digest >= 0 ? text.substring(digest) : tagged ? text.substring(tag) : ":latest";
        String first = name.contains("/") ? name.substring(0, name.indexOf('/')) : "";
        if (first.contains(".") || first.contains(":") || first.equals("localhost")) {
            return new ImageReference(
                    first, isLoopback(first), name.substring(first.length() + 1), suffix);
        }
        return inDefault(name, suffix, defaultRegistry);
    }

    private static ImageReference inDefault(String name, String suffix, String defaultRegistry) {
        URI uri =
                URI.create(
                        defaultRegistry.contains("://")
                                ? defaultRegistry
                                : "https://" + defaultRegistry);
        String authority = uri.getAuthority();
        boolean plain = "http".equals(uri.getScheme());
        String prefix = uri.getPath() == null ? "" : uri.getPath().replaceAll("^/|/$", "");
        boolean hub = authority.equals("registry-1.docker.io") || authority.equals("docker.io");
        // Docker's hub keeps its own images under library/, and mirrors of it do likewise.
        String path = name.contains("/") ? name : "library/" + name;
        return new ImageReference(
                hub ? "docker.io" : authority,
                plain,
                prefix.isEmpty() ? path : prefix + "/" + path,
                suffix);
    }

    /** Docker, too, speaks to registries on this machine without TLS. */
    private static boolean isLoopback(String registry) {
        String host = registry.replaceFirst(":\\d+$", "");
        return host.equals("localhost") || host.startsWith("127.");
    }

    String full() {
        return registry + "/" + path + suffix;
    }
}

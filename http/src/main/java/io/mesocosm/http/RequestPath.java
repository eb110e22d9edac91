package io.mesocosm.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request's path, cut into decoded segments. */
record RequestPath(List<String> segments, boolean slashEnded) {

    /** Null when the path has an empty segment or one that steps aside ({@code .}, {@code ..}). */
    static @Nullable RequestPath parse(String raw) {
        if (!raw.startsWith("/")) {
            return null;
        }
        String path = raw.substring(1);
        boolean slashEnded = path.isEmpty() || path.endsWith("/");
        List<String> segments = new ArrayList<>();
        if (!path.isEmpty()) {
            String[] parts =
                    (slashEnded ? path.substring(0, path.length() - 1) : path).split("/", -1);
            for (String part : parts) {
                String segment = decode(part);
                if (segment == null
                        || segment.isEmpty()
                        || segment.equals(".")
                        || segment.equals("..")
                        || segment.indexOf('/') >= 0) {
                    return null;
                }
                segments.add(segment);
            }
        }
        return new RequestPath(List.copyOf(segments), slashEnded);
    }

    /** As {@link #parse}, but empty segments are left out and an encoded slash parts segments. */
    static @Nullable RequestPath parseLeniently(String raw) {
        String path = decode(raw);
        if (path == null || !path.startsWith("/")) {
            return null;
        }
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                return null;
            }
            if (!segment.isEmpty()) {
                segments.add(segment);
            }
        }
        return new RequestPath(List.copyOf(segments), path.endsWith("/"));
    }

    private static @Nullable String decode(String part) {
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}

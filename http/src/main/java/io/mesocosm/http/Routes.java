package io.mesocosm.http;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which endpoint answers which path: the longest registered prefix wins, so that a trailing slash
 * and what follows a path reach its endpoint too; {@code .json} is cut off a path that is
 * registered without it; a path with an empty segment has no endpoint (spec §0.4).
 */
public final class Routes {
    private final Map<List<String>, Endpoint> endpoints;
    private final boolean lenient;

    private Routes(Map<List<String>, Endpoint> endpoints, boolean lenient) {
        this.endpoints = Map.copyOf(endpoints);
        this.lenient = lenient;
    }

    /** Null when these routes take no such path at all. */
    @Nullable RequestPath parse(String rawPath) {
        return lenient ? RequestPath.parseLeniently(rawPath) : RequestPath.parse(rawPath);
    }

    /**
     * Starts a table of routes.
     *
     * @param processId the prefix under which every process route exists once more: {@code master},
     *     {@code slave(1)}; empty for none
     */
    public static Builder forProcess(String processId) {
        return new Builder(processId);
    }

    /** What a path came to: the endpoint and the segments beyond its prefix. */
    record Match(Endpoint endpoint, List<String> rest) {}

    @Nullable Match match(List<String> segments) {
        Match alias = withoutJsonSuffix(segments);
        if (alias != null) {
            return alias;
        }
        for (int length = segments.size(); length >= 0; length--) {
            Endpoint endpoint = endpoints.get(segments.subList(0, length));
            if (endpoint != null) {
                return new Match(endpoint, segments.subList(length, segments.size()));
            }
        }
        return null;
    }

    private @Nullable Match withoutJsonSuffix(List<String> segments) {
        if (segments.isEmpty()
                || !segments.getLast().endsWith(".json")
                || endpoints.containsKey(segments)) {
            return null;
        }
        List<String> bare = new ArrayList<>(segments);
        bare.set(bare.size() - 1, bare.getLast().substring(0, bare.getLast().length() - 5));
        Endpoint endpoint = endpoints.get(bare);
        return endpoint == null ? null : new Match(endpoint, List.of());
    }

    /** Collects routes; owned by one thread. */
    public static final class Builder {
        private final String processId;
        private final Map<List<String>, Endpoint> endpoints = new TreeMap<>(Builder::compare);
        private boolean lenient;

        private Builder(String processId) {
            this.processId = requireNonNull(processId, "processId");
        }

        /** The endpoint at the path, and at the process id followed by the path. */
        public Builder at(String path, Endpoint endpoint) {
            only(path, endpoint);
            if (!processId.isEmpty()) {
                only("/" + processId + (path.equals("/") ? "" : path), endpoint);
            }
            return this;
        }

        /** The endpoint at the path alone. */
        public Builder only(String path, Endpoint endpoint) {
            if (!path.startsWith("/")) {
                throw new IllegalArgumentException("a path starts with '/': " + path);
            }
            if (endpoints.put(segments(path), requireNonNull(endpoint)) != null) {
                throw new IllegalArgumentException("two endpoints at " + path);
            }
            return this;
        }

        /** The endpoint at exactly this path: what lies below is 404. */
        public Builder exactly(String path, Endpoint endpoint) {
            return at(
                    path,
                    exchange -> {
                        if (!exchange.isExact()) {
                            throw HttpRefusal.of(404);
                        }
                        endpoint.answer(exchange);
                    });
        }

        /**
         * Takes {@code //} for {@code /} and an encoded slash for a slash, as clients of Marathon
         * write app ids into paths.
         */
        public Builder lenient() {
            lenient = true;
            return this;
        }

        public Routes build() {
            return new Routes(endpoints, lenient);
        }

        private static List<String> segments(String path) {
            return path.equals("/") ? List.of() : List.of(path.substring(1).split("/", -1));
        }

        private static int compare(List<String> left, List<String> right) {
            return String.join("/", left).compareTo(String.join("/", right));
        }
    }
}

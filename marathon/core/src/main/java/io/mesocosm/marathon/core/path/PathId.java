package io.mesocosm.marathon.core.path;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/** The absolute path of an app or a group, {@code /a/b/c}; {@code /} is the root (spec §2.1). */
public record PathId(String value) implements Comparable<PathId> {

    public static final PathId ROOT = new PathId("/");

    /** The pattern of one segment, in the words of Marathon's validation message. */
    public static final String SEGMENT_REGEX =
            "^(([a-z0-9]|[a-z0-9][a-z0-9\\-]*[a-z0-9])\\.)*([a-z0-9]|[a-z0-9][a-z0-9\\-]*[a-z0-9])|(\\.|\\.\\.)$";

    private static final Pattern SEGMENT =
            Pattern.compile(
                    "(([a-z0-9]|[a-z0-9][a-z0-9\\-]*[a-z0-9])\\.)*([a-z0-9]|[a-z0-9][a-z0-9\\-]*[a-z0-9])");

    /**
     * Reads a path; one without a leading slash, and {@code .} and {@code ..}, are relative to the
     * base.
     */
    public static PathId resolve(String raw, PathId base) {
        List<String> segments = new ArrayList<>();
        if (!raw.startsWith("/")) {
            segments.addAll(base.segments());
        }
        for (String segment : split(raw)) {
            if (segment.equals("..")) {
                if (!segments.isEmpty()) {
                    segments.removeLast();
                }
            } else if (!segment.equals(".")) {
                segments.add(segment);
            }
        }
        return of(segments);
    }

    /** Reads a path that is taken relative to the root. */
    public static PathId of(String raw) {
        return resolve(raw, ROOT);
    }

    /** The path made of these segments. */
    public static PathId of(List<String> segments) {
        return segments.isEmpty() ? ROOT : new PathId("/" + String.join("/", segments));
    }

    private static List<String> split(String raw) {
        return Arrays.stream(raw.split("/", -1)).filter(s -> !s.isEmpty()).toList();
    }

    public boolean isRoot() {
        return value.equals("/");
    }

    public List<String> segments() {
        return split(value);
    }

    /** The group this path lies in; the root is its own parent. */
    public PathId parent() {
        int slash = value.lastIndexOf('/');
        return slash <= 0 ? ROOT : new PathId(value.substring(0, slash));
    }

    public String lastSegment() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    public PathId child(String segment) {
        return isRoot() ? new PathId("/" + segment) : new PathId(value + "/" + segment);
    }

    /** Whether this path lies below the other, at any depth. */
    public boolean isBelow(PathId other) {
        return other.isRoot() ? !isRoot() : value.startsWith(other.value + "/");
    }

    /** All groups above this path, nearest first, the root last; empty for the root. */
    public List<PathId> ancestors() {
        List<PathId> result = new ArrayList<>();
        for (PathId at = this; !at.isRoot(); ) {
            at = at.parent();
            result.add(at);
        }
        return result;
    }

    /** The first segment as a group path, or the root. */
    public PathId topLevel() {
        List<String> segments = segments();
        return segments.isEmpty() ? ROOT : ROOT.child(segments.getFirst());
    }

    public boolean hasValidCharacters() {
        return segments().stream().allMatch(s -> SEGMENT.matcher(s).matches());
    }

    /** The segments joined by underscores, as task and instance ids carry them. */
    public String safe() {
        return String.join("_", segments());
    }

    /** The name in service discovery: {@code /a/b/c} becomes {@code c.b.a} (spec §6). */
    public String reversed() {
        List<String> segments = new ArrayList<>(segments());
        Collections.reverse(segments);
        return String.join(".", segments);
    }

    @Override
    public int compareTo(PathId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}

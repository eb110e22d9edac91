package io.mesocosm.marathon.core.validation;

import java.util.ArrayList;
import java.util.List;

/** Collects violations under a path prefix; one request's, owned by the thread that validates. */
public final class Violations {

    private final String prefix;
    private final List<Violation> found;

    public Violations() {
        this("", new ArrayList<>());
    }

    private Violations(String prefix, List<Violation> found) {
        this.prefix = prefix;
        this.found = found;
    }

    /** A view that puts everything added to it below the given path. */
    public Violations at(String path) {
        return new Violations(prefix + path, found);
    }

    public Violations at(String list, int index) {
        return at(list + "(" + index + ")");
    }

    public void add(String path, String message) {
        String whole = prefix + (path.equals("/") && !prefix.isEmpty() ? "" : path);
        found.add(new Violation(whole, message));
    }

    /** Adds the message unless the condition holds. */
    public void require(boolean condition, String path, String message) {
        if (!condition) {
            add(path, message);
        }
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    public List<Violation> list() {
        return List.copyOf(found);
    }
}

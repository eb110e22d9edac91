package io.mesocosm.marathon.server.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is wrong with the types in a JSON document, by path (spec §1.2); one request's. */
public final class JsonErrors {

    private final Map<String, List<String>> byPath = new LinkedHashMap<>();

    /** No errors yet. */
    public JsonErrors() {}

    void add(String path, String error) {
        byPath.computeIfAbsent(path, k -> new ArrayList<>()).add(error);
    }

    public boolean isEmpty() {
        return byPath.isEmpty();
    }

    public Map<String, List<String>> byPath() {
        return byPath;
    }
}

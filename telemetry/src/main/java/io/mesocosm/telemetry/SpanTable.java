package io.mesocosm.telemetry;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The table of all spans, as people read it: docs/operate/traces.md is what a process takes their
 * kinds from, and what it makes is held against.
 */
public final class SpanTable {
    private static final String FILE = "traces.md";
    private static final Pattern CELLS = Pattern.compile("\\s*\\|\\s*");
    private static final int COLUMNS = 6;

    private final Map<String, SpanRow> rows;

    private SpanTable(Map<String, SpanRow> rows) {
        this.rows = rows;
    }

    /** The table that has been built in. */
    public static SpanTable builtIn() {
        try (InputStream in = SpanTable.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is not in this build of telemetry");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SpanTable parse(String markdown) {
        Map<String, SpanRow> rows = new LinkedHashMap<>();
        markdown.lines()
                .filter(line -> line.startsWith("| `"))
                .map(SpanTable::row)
                .forEach(row -> rows.put(row.name(), row));
        return new SpanTable(rows);
    }

    private static SpanRow row(String line) {
        String[] cells = CELLS.split(line, -1);
        if (cells.length != COLUMNS + 1) {
            throw new IllegalArgumentException(
                    FILE + ": a span has 5 cells, and these are others: " + line);
        }
        return new SpanRow(
                cells[1].replace("`", ""),
                SpanRow.Kind.valueOf(cells[2].toUpperCase(Locale.ROOT)),
                cells[3],
                cells[4],
                Stream.of(cells[5].replace("`", "").split(",\\s*"))
                        .filter(attribute -> !attribute.isEmpty())
                        .collect(Collectors.toUnmodifiableSet()));
    }

    Set<String> names() {
        return rows.keySet();
    }

    /** Null for a name that the table does not have. */
    @Nullable SpanRow find(String name) {
        return rows.get(name);
    }

    /**
     * Where what a process has made and the table differ: spans and attributes that the table has
     * not, and those that it has for names with this prefix and nobody made; empty where they
     * agree.
     *
     * @param made the attributes, of all of one name taken together, by the spans' names
     */
    public Set<String> differences(Map<String, Set<String>> made, String prefix) {
        Set<String> differences = new TreeSet<>();
        made.forEach(
                (name, attributes) -> {
                    SpanRow row = rows.get(name);
                    if (row == null) {
                        differences.add("not in docs/operate/" + FILE + ": " + name);
                    } else {
                        missing(attributes, row.attributes())
                                .forEach(
                                        one ->
                                                differences.add(
                                                        "%s in docs/operate/%s lacks: %s"
                                                                .formatted(name, FILE, one)));
                    }
                });
        for (SpanRow row : rows.values()) {
            if (row.name().startsWith(prefix)) {
                Set<String> attributes = made.get(row.name());
                if (attributes == null) {
                    differences.add("made by nobody: " + row.name());
                } else {
                    missing(row.attributes(), attributes)
                            .forEach(one -> differences.add(row.name() + " never has: " + one));
                }
            }
        }
        return differences;
    }

    private static List<String> missing(Set<String> wanted, Set<String> there) {
        List<String> missing = new ArrayList<>(wanted);
        missing.removeAll(there);
        return missing;
    }
}

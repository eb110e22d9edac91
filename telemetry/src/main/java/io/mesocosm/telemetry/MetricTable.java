package io.mesocosm.telemetry;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The table of all metrics, as people read it: docs/operate/metrics.md is what a process takes
 * kinds, units and meanings from, so that it cannot say something else.
 */
public final class MetricTable {
    private static final String FILE = "metrics.md";
    private static final String COUNT = "/count";
    private static final Pattern CELLS = Pattern.compile("\\s*\\|\\s*");
    private static final int COLUMNS = 6;

    private final List<MetricRow> rows;
    private final Map<String, MetricRow> exact;
    private final Map<MetricRow, Pattern> families;

    /** A name, by the row that it is of and what its parts are. */
    record Found(MetricRow row, List<String> parts) {}

    MetricTable(List<MetricRow> rows) {
        this.rows = List.copyOf(rows);
        this.exact =
                rows.stream()
                        .filter(row -> !row.isFamily())
                        .collect(Collectors.toUnmodifiableMap(MetricRow::name, row -> row));
        this.families = new HashMap<>();
        rows.stream().filter(MetricRow::isFamily).forEach(row -> families.put(row, row.pattern()));
    }

    /** The table that has been built in. */
    public static MetricTable builtIn() {
        try (InputStream in = MetricTable.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is not in this build of telemetry");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static MetricTable parse(String markdown) {
        List<MetricRow> rows = new ArrayList<>();
        String section = "";
        for (String line : markdown.lines().toList()) {
            if (line.startsWith("## ")) {
                section = line.substring(3).strip();
            } else if (line.startsWith("| `")) {
                rows.add(row(section, line));
            }
        }
        return new MetricTable(rows);
    }

    private static MetricRow row(String section, String line) {
        String[] cells = CELLS.split(line, -1);
        if (cells.length != COLUMNS + 1) {
            throw new IllegalArgumentException(
                    FILE + ": a metric has 5 cells, and these are others: " + line);
        }
        return new MetricRow(
                section,
                cells[1].replace("`", ""),
                cells[2].replace("`", ""),
                MetricKind.valueOf(cells[3].toUpperCase(Locale.ROOT)),
                cells[4],
                cells[5]);
    }

    public List<MetricRow> rows() {
        return rows;
    }

    /** Null for a name that the table does not have. */
    @Nullable Found find(String name) {
        MetricRow row = exact.get(name);
        if (row != null) {
            return new Found(row, List.of());
        }
        for (Map.Entry<MetricRow, Pattern> family : families.entrySet()) {
            Matcher matcher = family.getValue().matcher(name);
            if (matcher.matches()) {
                List<String> parts = new ArrayList<>();
                for (int group = 1; group <= matcher.groupCount(); group++) {
                    parts.add(matcher.group(group));
                }
                return new Found(family.getKey(), parts);
            }
        }
        return null;
    }

    /** How often a timer was used, which is told with it and has no row. */
    boolean isCountOfTimer(String name) {
        Found timer = name.endsWith(COUNT) ? find(name.substring(0, name.length() - 6)) : null;
        return timer != null && timer.row().kind() == MetricKind.TIMER;
    }

    /**
     * What a process tells under these names and the table has not, and what the table has in these
     * sections and the process does not tell; empty where they agree.
     */
    public Set<String> differences(Set<String> told, String... sections) {
        Set<String> differences = new TreeSet<>();
        Set<MetricRow> seen = new java.util.HashSet<>();
        for (String name : told) {
            Found found = find(name);
            if (found != null) {
                seen.add(found.row());
            } else if (!isCountOfTimer(name)) {
                differences.add("not in docs/operate/" + FILE + ": " + name);
            }
        }
        rows.stream()
                .filter(row -> Stream.of(sections).anyMatch(row.section()::equals))
                .filter(row -> !seen.contains(row))
                .forEach(row -> differences.add("told by nobody: " + row.name()));
        return differences;
    }
}

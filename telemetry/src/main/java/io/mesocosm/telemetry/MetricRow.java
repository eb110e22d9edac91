package io.mesocosm.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A line of the table of metrics: one metric, or a family of them, whose name has {@code {parts}}
 * that differ. A family is told as one metric whose attributes are those parts, for names that grow
 * with what a cluster has are nothing that a query could sum over.
 *
 * @param section the heading that the line is under
 * @param name as the process itself calls it
 * @param prometheus what Prometheus is said to call it
 * @param unit in UCUM's letters, as OpenTelemetry has it
 */
public record MetricRow(
        String section,
        String name,
        String prometheus,
        MetricKind kind,
        String unit,
        String meaning) {
    private static final Pattern PART = Pattern.compile("\\{([a-z_]+)}");

    boolean isFamily() {
        return name.indexOf('{') >= 0;
    }

    /** What differs between the names of a family, in their order. */
    List<String> parts() {
        return PART.matcher(name).results().map(found -> found.group(1)).toList();
    }

    /** What a name of this family matches, with a group for each part. */
    Pattern pattern() {
        StringBuilder pattern = new StringBuilder();
        Matcher matcher = PART.matcher(name);
        int end = 0;
        while (matcher.find()) {
            pattern.append(Pattern.quote(name.substring(end, matcher.start()))).append("([^/]+)");
            end = matcher.end();
        }
        return Pattern.compile(pattern.append(Pattern.quote(name.substring(end))).toString());
    }

    /**
     * The one name of all of a family: {@code a/{b}/c/{d}} is {@code a/c/by_d}, and {@code a.{b}.c}
     * is {@code a.by_b.c}.
     */
    public String told() {
        if (name.indexOf('/') < 0) {
            return PART.matcher(name).replaceAll("by_$1");
        }
        List<String> segments = new ArrayList<>(List.of(name.split("/")));
        String last = segments.removeLast();
        Matcher whole = PART.matcher(last);
        segments.add(whole.matches() ? "by_" + whole.group(1) : last);
        return segments.stream()
                .map(segment -> PART.matcher(segment).replaceAll("").replaceAll("_$", ""))
                .filter(segment -> !segment.isEmpty())
                .collect(Collectors.joining("/"));
    }
}

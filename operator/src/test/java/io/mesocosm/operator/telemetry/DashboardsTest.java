package io.mesocosm.operator.telemetry;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mesocosm.telemetry.MetricKind;
import io.mesocosm.telemetry.MetricRow;
import io.mesocosm.telemetry.MetricTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The chart's dashboards and alerts ask for metrics that there are, by the names that Prometheus
 * has of them, whether it fetched them or got them by OTLP.
 */
class DashboardsTest {
    private static final Path CHART = Path.of("../charts/mesocosm");
    private static final Path RUNBOOKS = Path.of("../docs/operate/alerts.md");
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MOST_OF_A_CONFIG_MAP = 1 << 20;

    /** Of all metrics; those of the operator's library are said in the meanings of its rows. */
    private static final Set<String> LABELS =
            Set.of(
                    "namespace",
                    "mesocosm_io_cluster",
                    "job",
                    "instance",
                    "controller",
                    "exception",
                    "action");

    private static final Pattern BY_EXPRESSION =
            Pattern.compile("__name__=~?\"(\\w+)(?:\\(_(\\w+)\\)\\?)?\"");
    private static final Pattern BY_NAME =
            Pattern.compile("\\b([a-z]+_\\w+)(?=[{\\[]| [-<>=]| unless|\\)(?: by| [<>]| unless))");
    private static final Pattern BY_LABELS = Pattern.compile("\\b(?:by|on) \\(([^)]*)\\)");

    private static final Map<String, String> UNITS =
            Map.of("s", "seconds", "ms", "milliseconds", "By", "bytes", "MiBy", "mebibytes");

    private final MetricTable table = MetricTable.builtIn();

    private static Map<String, JsonNode> dashboards() throws IOException {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(CHART.resolve("dashboards"))) {
            for (Path file : files.sorted().toList()) {
                assertThat(Files.size(file)).as(file.toString()).isLessThan(MOST_OF_A_CONFIG_MAP);
                found.put(file.getFileName().toString(), JSON.readTree(file.toFile()));
            }
        }
        return found;
    }

    private record Rule(String alert, String expr, String severity, String summary) {}

    private static List<Rule> rules() throws IOException {
        JsonNode file =
                Serialization.unmarshal(
                        Files.readString(CHART.resolve("alerts/rules.yaml")), JsonNode.class);
        return file.path("rules")
                .valueStream()
                .map(
                        rule ->
                                new Rule(
                                        rule.path("alert").asText(),
                                        rule.path("expr").asText(),
                                        rule.path("severity").asText(),
                                        rule.path("summary").asText()))
                .toList();
    }

    private static List<String> queries(JsonNode dashboard) {
        List<String> found = new ArrayList<>();
        dashboard
                .at("/panels")
                .forEach(
                        panel ->
                                panel.path("targets")
                                        .forEach(t -> found.add(t.path("expr").asText())));
        dashboard
                .at("/templating/list")
                .forEach(variable -> found.add(variable.path("definition").asText()));
        found.removeIf(String::isEmpty);
        return found;
    }

    // ------------------------------------------------------------ names

    /**
     * What Prometheus makes of a name that comes by OTLP: the unit is an end of it, and what a
     * counter is.
     */
    private static String byOtlp(MetricRow row) {
        List<String> words = new ArrayList<>(List.of(row.told().split("[^A-Za-z0-9]+")));
        String unit = UNITS.get(row.unit());
        if (unit != null && !words.contains(unit)) {
            words.add(unit);
        }
        if (row.kind() == MetricKind.COUNTER) {
            words.remove("total");
            words.add("total");
        } else if (row.kind() == MetricKind.GAUGE && row.unit().equals("1")) {
            words.add("ratio");
        }
        return String.join("_", words);
    }

    private Optional<MetricRow> row(String prometheus) {
        return table.rows().stream()
                .filter(
                        row ->
                                row.prometheus().equals(prometheus)
                                        || (row.kind() == MetricKind.TIMER
                                                && prometheus.matches(
                                                        row.prometheus() + "_(count|sum)")))
                .findFirst();
    }

    /** What is wrong with a query; empty for a good one. */
    private List<String> faults(String query) {
        List<String> faults = new ArrayList<>();
        Set<String> labels = new TreeSet<>(LABELS);
        int metrics = 0;
        for (MatchResult found : BY_EXPRESSION.matcher(query).results().toList()) {
            metrics++;
            Optional<MetricRow> row = row(found.group(1));
            row.ifPresent(known -> labels.addAll(parts(known)));
            String end = found.group(2) == null ? "" : "_" + found.group(2);
            if (row.isEmpty() || !byOtlp(row.get()).equals(found.group(1) + end)) {
                faults.add("no metric by both ways: " + found.group());
            }
        }
        for (MatchResult found : BY_NAME.matcher(query).results().toList()) {
            metrics++;
            Optional<MetricRow> row = row(found.group(1));
            row.ifPresent(known -> labels.addAll(parts(known)));
            if (row.isEmpty() || !byOtlp(row.get()).equals(row.get().prometheus())) {
                faults.add("no metric by both ways: " + found.group(1));
            }
        }
        if (metrics == 0) {
            faults.add("asks for no metric");
        }
        for (MatchResult found : BY_LABELS.matcher(query).results().toList()) {
            Arrays.stream(found.group(1).split(", *"))
                    .filter(label -> !labels.contains(label))
                    .forEach(label -> faults.add("no label: " + label));
        }
        return faults.stream().map(fault -> fault + " in " + query).toList();
    }

    private static Set<String> parts(MetricRow row) {
        return Pattern.compile("\\{(\\w+)}")
                .matcher(row.name())
                .results()
                .map(part -> part.group(1))
                .collect(toCollection(TreeSet::new));
    }

    // ------------------------------------------------------------ tests

    @Test
    void everyPanelAsksForMetricsThatThereAre() throws IOException {
        List<String> faults =
                dashboards().values().stream()
                        .flatMap(dashboard -> queries(dashboard).stream())
                        .flatMap(query -> faults(query).stream())
                        .toList();
        assertThat(faults).isEmpty();
    }

    @Test
    void whatIsWrongIsFound() {
        assertThat(faults("sum(master_tasks_runing{job=~\"a\"})")).hasSize(1);
        assertThat(faults("sum(master_elected{job=~\"a\"})"))
                .as("by OTLP its name is another")
                .hasSize(1);
        assertThat(faults("{__name__=~\"master_elected(_seconds)?\"}")).hasSize(1);
        assertThat(faults("sum by (colour) (master_tasks_running{job=~\"a\"})")).hasSize(1);
        assertThat(faults("vector(0)")).hasSize(1);
        assertThat(faults("sum by (state) (rate(master_task_source_reason_total{a=\"b\"}[5m]))"))
                .isEmpty();
    }

    @Test
    void everyDashboardCanBeFoundAndLetsItsSourceBeChosen() throws IOException {
        Map<String, JsonNode> all = dashboards();
        assertThat(all).hasSize(4);
        all.forEach(
                (file, dashboard) -> {
                    assertThat(file).isEqualTo(dashboard.path("uid").asText() + ".json");
                    assertThat(dashboard.path("title").asText()).isNotEmpty();
                    assertThat(dashboard.at("/templating/list/0/type").asText())
                            .isEqualTo("datasource");
                    assertThat(dashboard.findValuesAsText("uid"))
                            .as("sources, but for its own id")
                            .containsOnly("${datasource}", dashboard.path("uid").asText());
                    List<String> ids = dashboard.path("panels").findValuesAsText("id");
                    assertThat(ids).doesNotHaveDuplicates();
                });
    }

    @Test
    void everyAlertAsksForMetricsThatThereAreAndSaysWhoseItIs() throws IOException {
        assertThat(rules()).isNotEmpty().extracting(Rule::alert).doesNotHaveDuplicates();
        assertThat(rules())
                .allSatisfy(
                        rule -> {
                            assertThat(faults(rule.expr())).isEmpty();
                            assertThat(rule.severity()).isIn("critical", "warning");
                            assertThat(rule.summary()).contains("{{ $labels.");
                        });
    }

    @Test
    void everyAlertHasItsRunbook() throws IOException {
        Set<String> headings =
                Files.readAllLines(RUNBOOKS).stream()
                        .filter(line -> line.startsWith("## "))
                        .map(line -> line.substring(3))
                        .collect(Collectors.toSet());
        assertThat(rules()).extracting(Rule::alert).containsExactlyInAnyOrderElementsOf(headings);
        assertThat(headings)
                .allSatisfy(h -> assertThat(h).isEqualTo(h.strip()).doesNotContain(" "));
        assertThat(headings.stream().map(h -> h.toLowerCase(Locale.ROOT))).doesNotHaveDuplicates();
    }
}

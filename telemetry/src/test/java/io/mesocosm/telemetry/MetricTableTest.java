package io.mesocosm.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The table of metrics is what is told. */
class MetricTableTest {
    private static final MetricTable TABLE =
            MetricTable.parse(
                    """
                    ## One
                    | `a/total` | `a_total` | gauge | By | Bytes |
                    | `a/{who}/b` | `a_b_total` | counter | {b} | Bs |
                    | `a/{who}/b/{kind}` | `a_b_by_kind_total` | counter | {b} | Bs by kind |
                    ## Two
                    | `c.{way}.seconds` | `c_by_way_seconds` | timer | s | Times |
                    """);

    @Test
    void agreesWithWhoTellsAllOfIt() {
        Set<String> told =
                Set.of("a/total", "a/x/b", "a/y/b", "a/x/b/z", "c.q.seconds", "c.q.seconds/count");
        assertThat(TABLE.differences(told, "One", "Two")).isEmpty();
    }

    @Test
    void findsWhatItDoesNotHaveAndWhatNobodyTells() {
        assertThat(TABLE.differences(Set.of("a/total", "a/x/b", "new"), "One"))
                .containsExactly(
                        "not in docs/operate/metrics.md: new", "told by nobody: a/{who}/b/{kind}");
    }

    @Test
    void isToldToPrometheusUnderTheNamesThatItSays() {
        for (MetricRow row : MetricTable.builtIn().rows()) {
            String name = row.name().replaceAll("[{]([a-z_]+)}", "$1-x");
            Map<String, Double> values = new HashMap<>(Map.of(name, 7.0));
            if (row.kind() == MetricKind.TIMER) {
                values.put(name + "/count", 2.0);
            }
            try (Telemetry telemetry = Telemetry.quiet()) {
                telemetry.shows(() -> values);
                String told = row.prometheus();
                String type = row.kind() == MetricKind.TIMER ? "summary" : row.kind().name();
                assertThat(telemetry.scrape(null).text())
                        .as(row.name())
                        .containsIgnoringCase("# TYPE " + told + " " + type + "\n")
                        .contains("# HELP " + told + " " + row.meaning())
                        .containsPattern("(?m)^" + told + "(_sum)?([{].*})? 7.0$");
            }
        }
    }

    @Test
    void hasEachOfPrometheusNamesOnce() {
        assertThat(MetricTable.builtIn().rows())
                .extracting(MetricRow::prometheus)
                .doesNotHaveDuplicates();
        assertThat(MetricTable.builtIn().rows()).extracting(MetricRow::meaning).doesNotContain("");
    }
}

package io.mesocosm.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The table of spans is what is made. */
class SpanTableTest {
    private static final SpanTable TABLE =
            SpanTable.parse(
                    """
                    | name | kind | parent | from, until | attributes |
                    |---|---|---|---|---|
                    | `a.b` | server | none | it begins, until it ends | `x`, `y` |
                    | `a.c` | internal | `a.b` | a part of it | |
                    | `d.e` | client | `a.b` | another's | |
                    """);

    @Test
    void agreesWithWhoMakesAllOfIt() {
        assertThat(TABLE.differences(Map.of("a.b", Set.of("x", "y"), "a.c", Set.of()), "a."))
                .isEmpty();
    }

    @Test
    void findsWhatItDoesNotHaveAndWhatNobodyMakes() {
        assertThat(TABLE.differences(Map.of("a.b", Set.of("x", "z"), "a.q", Set.of()), "a."))
                .containsExactlyInAnyOrder(
                        "a.b in docs/operate/traces.md lacks: z",
                        "a.b never has: y",
                        "made by nobody: a.c",
                        "not in docs/operate/traces.md: a.q");
    }

    @Test
    void saysWhichLineIsNoneOfItsLines() {
        assertThatThrownBy(() -> SpanTable.parse("| `a` | server |"))
                .hasMessageContaining("traces.md")
                .hasMessageContaining("| `a` | server |");
    }

    @Test
    void namesTheComponentsWhoseTestsHoldItsLines() {
        assertThat(SpanTable.builtIn().names())
                .isNotEmpty()
                .allMatch(name -> name.matches("(operator|marathon|master|agent)[.][a-z]+"));
    }

    @Test
    void isBuiltIn() {
        assertThat(SpanTable.builtIn().find("master.launch")).isNotNull();
    }
}

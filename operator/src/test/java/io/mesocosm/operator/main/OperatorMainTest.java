package io.mesocosm.operator.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Flags, environment and what is refused. */
class OperatorMainTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) throws InterruptedException {
        return OperatorMain.run(
                List.of(arguments),
                Map.of(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static OperatorSettings settings(Map<String, String> environment, String... arguments) {
        return OperatorSettings.of(
                new Flags(OperatorSettings.flags())
                        .environment(environment)
                        .arguments(List.of(arguments)));
    }

    @Test
    void listsAllFlags() throws InterruptedException {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("--namespaces=VALUE", "--health_port=VALUE", "(default: 8081)");
    }

    @Test
    void printsTheVersionOfTheBuild() throws InterruptedException {
        assertThat(run("--version")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).matches("\\d+\\.\\d+\\.\\d+\\S*\\s+");
    }

    @Test
    void refusesWhatItDoesNotKnow() throws InterruptedException {
        Map<String, String> cases =
                Map.of(
                        "--nonsense=1",
                        "unknown flag '--nonsense': --help lists the flags there are",
                        "stray",
                        "'stray' is no flag: flags are written --name=value",
                        "--namespaces",
                        "flag '--namespaces' needs a value: --namespaces=…",
                        "--leader_election=yes",
                        "flag '--leader_election' is true or false, not 'yes'");
        for (Map.Entry<String, String> one : cases.entrySet()) {
            err.reset();
            assertThat(run(one.getKey())).isEqualTo(1);
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .isEqualTo("operator: " + one.getValue() + System.lineSeparator());
        }
    }

    @Test
    void needsAPlaceForItsLeaseOutsideOfAPod() throws InterruptedException {
        assertThat(run()).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("give --lease_namespace=…, or --leader_election=false");
    }

    @Test
    void takesFlagsFromTheEnvironmentAndRatherFromTheCommandLine() {
        Map<String, String> environment =
                Map.of(
                        "MESOCOSM_OPERATOR_LEADER_ELECTION", "false",
                        "MESOCOSM_OPERATOR_HEALTH_PORT", "9000");
        OperatorSettings settings = settings(environment, "--health_port=9001");
        assertThat(settings.healthPort()).isEqualTo(9001);
        assertThat(settings.leaseNamespace()).isNull();
    }

    @Test
    void looksAtAllNamespacesOrAtThoseNamed() {
        assertThat(settings(Map.of(), "--leader_election=false").namespaces()).isEmpty();
        assertThat(settings(Map.of(), "--leader_election=false", "--namespaces=a,b").namespaces())
                .containsExactly("a", "b");
    }

    @Test
    void saysWhatItCannotReach() throws InterruptedException {
        assertThat(run("--leader_election=false", "--kubeconfig=/nowhere")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("operator: cannot read --kubeconfig=/nowhere" + System.lineSeparator());
    }
}

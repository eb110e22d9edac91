package io.mesocosm.marathon.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.marathon.core.Settings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Flags, environment and what is refused (spec §8). */
class MarathonMainTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) throws InterruptedException {
        return MarathonMain.run(
                List.of(arguments),
                Map.of(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static Flags flags(Map<String, String> environment, String... arguments) {
        return new Flags(MarathonFlags.all())
                .environment(environment)
                .arguments(List.of(arguments));
    }

    @Test
    void refusesWhatItDoesNotKnow() throws InterruptedException {
        Map<String, String> cases =
                Map.of(
                        "--nonsense=1", "Unknown flag '--nonsense=1'; --help lists all flags",
                        "stray", "Unexpected argument 'stray'; see --help",
                        "--master", "Flag --master needs a value");
        for (Map.Entry<String, String> one : cases.entrySet()) {
            err.reset();
            assertThat(run(one.getKey())).isEqualTo(1);
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .isEqualTo("marathon: " + one.getValue() + System.lineSeparator());
        }
    }

    @Test
    void refusesANumberThatIsNone() throws InterruptedException {
        assertThat(run("--master=x:1", "--http_port=many")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("Flag --http_port needs a whole number, not 'many'");
    }

    @Test
    void listsAllFlags() throws InterruptedException {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("--master", "--http_port=8080", "--failover_timeout=604800");
    }

    @Test
    void readsBothFormsAndPrefersTheCommandLine() {
        Flags flags =
                flags(
                        Map.of(
                                "MARATHON_MASTER", "from:1",
                                "MARATHON_CMD_HTTP_PORT", "1",
                                "MARATHON_APP_ID", "/not/ours"),
                        "--http_port",
                        "2",
                        "--disable_checkpoint",
                        "--no-suppress-offers");
        assertThat(flags.text("master")).isEqualTo("from:1");
        assertThat(flags.integer("http_port")).isEqualTo(2);
        assertThat(flags.isOn("checkpoint")).isFalse();
        assertThat(flags.isOn("suppress_offers")).isFalse();
    }

    @Test
    void understandsMastersInEachForm() {
        MarathonFlags flags = new MarathonFlags(flags(Map.of(), "--master=a:5050, https://b:5050"));
        assertThat(flags.framework(null).masters())
                .containsExactly("http://a:5050", "https://b:5050");
        assertThat(flags.server().core()).isEqualTo(Settings.DEFAULT);
    }
}

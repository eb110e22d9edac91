package io.mesocosm.agent.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesocosm.agent.server.AgentSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flags, variables and defaults (spec section 10). */
class FlagsTest {
    private static AgentSettings settings(Map<String, String> environment, String... arguments) {
        return new AgentFlags(Flags.read(AgentFlags.ALL, List.of(arguments), environment))
                .settings();
    }

    @Test
    void hasTheDefaultsOfMesos() {
        AgentSettings settings = settings(Map.of(), "--master=m1,m2:6000");
        assertThat(settings.masters()).containsExactly("m1:5055", "m2:6000");
        assertThat(settings.ip()).isEqualTo("127.0.0.1");
        assertThat(settings.port()).isEqualTo(5051);
        assertThat(settings.executorPort()).isEqualTo(5053);
        assertThat(settings.core().executorReregistrationTimeout())
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.core().gcDelay()).isEqualTo(Duration.ofDays(7));
        assertThat(settings.flags()).containsEntry("executor_shutdown_grace_period", "5secs");
    }

    @Test
    void takesTheCommandLineBeforeVariablesBeforeDefaults(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("resources"), "cpus:3\n");
        Map<String, String> environment =
                Map.of("MESOS_PORT", "6001", "MESOS_RESOURCES", "file://" + file);
        assertThat(settings(environment, "--master=m").port()).isEqualTo(6001);
        assertThat(settings(environment, "--master=m", "--port=6002").port()).isEqualTo(6002);
        assertThat(settings(environment, "--master=m").resources()).isEqualTo("cpus:3");
    }

    @Test
    void takesSwitches() {
        assertThat(settings(Map.of(), "--master=m").switchUser()).isTrue();
        assertThat(settings(Map.of(), "--master=m", "--no-switch_user").switchUser()).isFalse();
        assertThat(settings(Map.of(), "--master=m", "--cgroups_enable_cfs").cgroupsEnableCfs())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--nonsense=1 | --nonsense",
                "--port=many | --port",
                "--port=70000 | --port",
                "--recover=maybe | --recover",
                "--gc_delay=soon | --gc_delay",
                "--switch_user=perhaps | --switch_user",
                "--executor_reregistration_timeout=16secs | 15secs",
                "--master=http://m:5050/ | host:port",
                "port=1 | not a flag"
            })
    void namesWhatIsWrong(String argument, String named) {
        assertThatThrownBy(() -> settings(Map.of(), "--master=m", argument))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }

    @Test
    void needsAMasterUnlessItOnlyCleansUp() {
        assertThatThrownBy(() -> settings(Map.of())).hasMessageContaining("--master");
        assertThat(settings(Map.of(), "--recover=cleanup").cleanup()).isTrue();
    }

    @Test
    void listsEveryFlag() {
        String help = Flags.help(AgentFlags.ALL);
        AgentFlags.ALL.forEach(flag -> assertThat(help).contains("--" + flag.name()));
    }
}

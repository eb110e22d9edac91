package io.mesocosm.agent.server.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesocosm.protocol.v1.Resource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found on the machine (spec section 0.4). */
class MachineTest {
    @TempDir Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({"1000, 500", "2047, 1023", "2048, 1024", "16384, 15360"})
    void leavesMemoryToTheMachine(long total, long offered) {
        assertThat(MachineResources.memory(total)).isEqualTo(offered);
    }

    @ParameterizedTest
    @CsvSource({"1000, 500", "10239, 5119", "10240, 5120", "100000, 94880"})
    void leavesDiskToTheMachine(long total, long offered) {
        assertThat(MachineResources.disk(total)).isEqualTo(offered);
    }

    @Test
    void findsWhatTheFlagDoesNotName() throws IOException {
        List<Resource> found = MachineResources.of("cpus:0.5;gold(rich):{a,b}", "*", folder);
        assertThat(found.stream().map(Resource::getName))
                .containsExactlyInAnyOrder("cpus", "gold", "mem", "disk", "ports");
        assertThat(found.getFirst().getScalar().getValue()).isEqualTo(0.5);
        Resource gold =
                found.stream()
                        .filter(resource -> resource.getName().equals("gold"))
                        .findFirst()
                        .orElseThrow();
        assertThat(gold.getReservations(0).getRole()).isEqualTo("rich");
        assertThat(gold.getSet().getItemList()).containsExactly("a", "b");
    }

    @Test
    void readsAttributesOfEachType() {
        assertThat(
                        MachineResources.attributes("rack:a1;level:3;ports:[1-2]").stream()
                                .map(attribute -> attribute.getName() + " " + attribute.getType()))
                .containsExactly("rack TEXT", "level SCALAR", "ports RANGES");
    }

    @Test
    void saysWhatIsWrongInTheFlag() {
        assertThatThrownBy(() -> MachineResources.of("cpus=1", "*", folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cpus=1");
    }

    @Test
    void noticesARestartOfTheMachine() throws IOException {
        assertThat(Boot.isAnother(folder, "a")).as("the first start").isFalse();
        assertThat(Boot.isAnother(folder, "a")).isFalse();
        assertThat(Boot.isAnother(folder, "b")).isTrue();
        assertThat(Boot.isAnother(folder, "b")).isFalse();
    }
}

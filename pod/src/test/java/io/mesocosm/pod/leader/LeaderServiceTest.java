package io.mesocosm.pod.leader;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.pod.KubernetesApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Service follows whoever leads last, and nobody else. */
final class LeaderServiceTest {
    private static final Map<String, Integer> PORTS = Map.of("http", 5050, "link", 5055);

    @TempDir private Path mount;
    private KeptSlice kept;
    private LeaderService first;
    private LeaderService second;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(mount.resolve("token"), KeptSlice.TOKEN + "\n");
        kept = new KeptSlice();
        first = service();
        second = service();
    }

    private LeaderService service() throws IOException {
        return new LeaderService(
                new KubernetesSlice(
                        new KubernetesApi(kept.address(), mount), "mesos", "main-master"),
                Duration.ofMillis(100));
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
        kept.close();
    }

    private void awaitAddress(String ip) {
        await("the slice points at " + ip).until(() -> ip.equals(kept.address0()));
    }

    @Test
    void pointsAtTheLeaderAndKeepsWhatElseTheSliceSays() {
        kept.make();

        first.lead("10.0.0.1", PORTS, 7);

        awaitAddress("10.0.0.1");
        ObjectNode slice = requireNonNull(kept.slice());
        assertThat(slice.at("/metadata/annotations/mesocosm.io~1term").asText()).isEqualTo("7");
        assertThat(slice.at("/metadata/labels/a").asText()).isEqualTo("b");
        assertThat(slice.at("/addressType").asText()).isEqualTo("IPv4");
        assertThat(slice.at("/endpoints/0/conditions/ready").asBoolean()).isTrue();
        assertThat(slice.at("/ports").toString())
                .isEqualTo(
                        "[{\"name\":\"http\",\"port\":5050,\"protocol\":\"TCP\"},"
                                + "{\"name\":\"link\",\"port\":5055,\"protocol\":\"TCP\"}]");
    }

    @Test
    void laterLeaderReplacesAnEarlierOneWhichDoesNotComeBack() {
        kept.make();
        first.lead("10.0.0.1", PORTS, 7);
        awaitAddress("10.0.0.1");

        second.lead("10.0.0.2", PORTS, 8);
        awaitAddress("10.0.0.2");
        int writes = kept.writes();
        first.lead("10.0.0.1", PORTS, 7);
        // What a third one is answered afterwards shows that the first was refused before.
        first.lead("10.0.0.3", PORTS, 9);

        awaitAddress("10.0.0.3");
        assertThat(kept.writes()).isEqualTo(writes + 1);
    }

    @Test
    void waitsForASliceThatIsNotThereYet() {
        first.lead("10.0.0.1", PORTS, 1);
        kept.make();
        awaitAddress("10.0.0.1");
    }

    @Test
    void writesAgainWhereAnotherWroteBetween() {
        kept.make();
        kept.refuseNextWrites(3);
        first.lead("10.0.0.1", PORTS, 1);
        awaitAddress("10.0.0.1");
    }

    @Test
    void putsBackWhatAHandHasChanged() {
        kept.make();
        first.lead("10.0.0.1", PORTS, 3);
        awaitAddress("10.0.0.1");

        ObjectNode edited = requireNonNull(kept.slice());
        edited.putArray("endpoints");
        kept.put(edited);

        awaitAddress("10.0.0.1");
    }

    @Test
    void tokenIsReadAgainForEachCall() throws IOException {
        kept.make();
        Files.writeString(mount.resolve("token"), "out of date");
        first.lead("10.0.0.1", PORTS, 1);
        Files.writeString(mount.resolve("token"), KeptSlice.TOKEN);
        awaitAddress("10.0.0.1");
    }

    @Test
    void saysWhatIsWrongOutsideOfAPod() {
        assertThatThrownBy(() -> LeaderService.inPod("mesos/main-master", Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("from a pod only");
        assertThatThrownBy(() -> LeaderService.inPod("main-master", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NAMESPACE/NAME, not 'main-master'");
    }
}

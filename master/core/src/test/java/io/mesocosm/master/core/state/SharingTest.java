package io.mesocosm.master.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.master.core.Samples;
import io.mesocosm.master.core.agent.AgentSpec;
import io.mesocosm.resources.Resource;
import io.mesocosm.resources.Resources;
import org.junit.jupiter.api.Test;

/** Equal values become one object. */
class SharingTest {
    private static final char[] WEB = {'w', 'e', 'b'};

    private final Sharing sharing = new Sharing();

    @Test
    void givesTheTextThatCameBefore() {
        String first = sharing.of(new String(WEB));
        assertThat(sharing.of(new String(WEB))).isSameAs(first);
    }

    @Test
    void givesTheResourcesThatCameBefore() {
        Resources first = sharing.of(Resources.parse("cpus:1;mem:32"));
        assertThat(sharing.of(Resources.parse("cpus:1;mem:32"))).isSameAs(first);
    }

    @Test
    void sharesWhatResourcesHaveInCommon() {
        Resource first = sharing.of(Resources.parse("cpus:1;ports:[1-1]")).get(0);
        Resources second = sharing.of(Resources.parse("cpus:1;ports:[2-2]"));
        assertThat(second).isEqualTo(Resources.parse("cpus:1;ports:[2-2]"));
        assertThat(second.get(0)).isSameAs(first);
    }

    @Test
    void givesAnAgentThatIsEqual() {
        AgentSpec agent = Samples.agent("cpus:4;mem:100", "h:1");
        sharing.of(Samples.agent("cpus:4;mem:100", "h:2"));
        assertThat(sharing.of(agent)).isEqualTo(agent);
    }

    @Test
    void staysRightWhateverComes() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(sharing.of("t" + i % 5_000)).isEqualTo("t" + i % 5_000);
        }
    }
}

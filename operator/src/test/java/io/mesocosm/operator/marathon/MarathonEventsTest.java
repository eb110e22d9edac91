package io.mesocosm.operator.marathon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which apps an event of Marathon's is about. */
class MarathonEventsTest {

    private static Set<String> apps(String event) throws JsonProcessingException {
        return MarathonEvents.apps(new ObjectMapper().readTree(event));
    }

    @Test
    void findsAppsInAllKindsOfEvents() throws JsonProcessingException {
        assertThat(apps("{\"eventType\":\"status_update_event\",\"appId\":\"/a\"}"))
                .containsExactly("/a");
        assertThat(apps("{\"eventType\":\"instance_changed_event\",\"runSpecId\":\"/a/b\"}"))
                .containsExactly("/a/b");
        assertThat(apps("{\"appDefinition\":{\"id\":\"/p\"}}")).containsExactly("/p");
        assertThat(
                        apps(
                                "{\"plan\":{\"steps\":[{\"actions\":[{\"action\":\"x\",\"app\":\"/c\"},{\"app\":\"/d\"}]}]}}"))
                .containsExactly("/c", "/d");
        assertThat(apps("{\"eventType\":\"event_stream_attached\"}")).isEmpty();
    }

    @Test
    void tellsWhatIsOfOneTaskFromWhatIsOfTheWholeApp() throws JsonProcessingException {
        assertThat(isOfATask("status_update_event")).isTrue();
        assertThat(isOfATask("instance_changed_event")).isTrue();
        assertThat(isOfATask("deployment_success")).isFalse();
        assertThat(isOfATask("health_status_changed_event")).isTrue();
        assertThat(isOfATask("api_post_event")).isFalse();
    }

    private static boolean isOfATask(String type) throws JsonProcessingException {
        return MarathonEvents.isOfATask(
                new ObjectMapper().readTree("{\"eventType\":\"%s\"}".formatted(type)));
    }
}

package io.mesocosm.operator.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An agent as the master tells of it.
 *
 * @param registered in nanoseconds, to tell a later agent of a machine from one before
 * @param drain null where it is not drained
 */
record AgentView(
        String id, String hostname, long registered, boolean deactivated, @Nullable Drain drain) {

    /**
     * How its tasks end.
     *
     * @param done whether all have ended
     */
    record Drain(boolean done, @Nullable Duration grace) {}

    /** Those of an answer to GET_AGENTS. */
    static List<AgentView> read(JsonNode answer) {
        List<AgentView> agents = new ArrayList<>();
        for (JsonNode agent : answer.path("agents")) {
            JsonNode info = agent.path("agent_info");
            agents.add(
                    new AgentView(
                            info.path("id").path("value").asText(),
                            info.path("hostname").asText(),
                            agent.path("registered_time").path("nanoseconds").asLong(),
                            agent.path("deactivated").asBoolean(),
                            drain(agent.path("drain_info"))));
        }
        return agents;
    }

    private static @Nullable Drain drain(JsonNode info) {
        if (info.isMissingNode()) {
            return null;
        }
        JsonNode grace = info.path("config").path("max_grace_period").path("nanoseconds");
        return new Drain(
                info.path("state").asText().equals("DRAINED"),
                grace.isMissingNode() ? null : Duration.ofNanos(grace.asLong()));
    }
}

package io.mesocosm.agent.server.operator;

import io.mesocosm.agent.server.AgentSettings;
import io.mesocosm.agent.server.container.Sandboxes;
import io.mesocosm.protocol.link.v1.Connection;
import io.mesocosm.protocol.v1.AgentInfo;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the endpoints tell of the agent itself. */
public record Facts(
        AgentSettings settings,
        Supplier<AgentInfo> info,
        List<String> capabilities,
        Sandboxes sandboxes,
        Instant startedAt,
        Supplier<@Nullable Connection> master) {

    String pid() {
        return "slave(1)@" + settings.ip() + ":" + settings.port();
    }
}

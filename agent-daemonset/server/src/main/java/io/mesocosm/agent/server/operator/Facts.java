package io.mesocosm.agent.server.operator;

import io.mesocosm.agent.server.AgentSettings;
import io.mesocosm.agent.server.container.Sandboxes;
import io.mesocosm.http.LogLevel;
import io.mesocosm.protocol.link.v1.Connection;
import io.mesocosm.protocol.v1.AgentInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the endpoints tell of the agent itself; {@code recovery} is how long that took. */
public record Facts(
        AgentSettings settings,
        Supplier<AgentInfo> info,
        List<String> capabilities,
        Sandboxes sandboxes,
        Instant startedAt,
        Supplier<Duration> recovery,
        LogLevel logLevel,
        Supplier<@Nullable Connection> master) {

    String pid() {
        return "slave(1)@" + settings.advertisedIp() + ":" + settings.port();
    }
}

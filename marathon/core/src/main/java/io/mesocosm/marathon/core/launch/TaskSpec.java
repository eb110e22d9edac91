package io.mesocosm.marathon.core.launch;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.offer.Used;
import io.mesocosm.marathon.core.path.InstanceId;
import io.mesocosm.marathon.core.path.TaskId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A task to launch: everything the edge needs to write its TaskInfo. */
public record TaskSpec(
        TaskId taskId,
        InstanceId instance,
        App app,
        String agentId,
        String host,
        List<Used> used,
        List<@Nullable Integer> hostPorts,
        List<Integer> containerPorts,
        Map<String, String> environment) {}

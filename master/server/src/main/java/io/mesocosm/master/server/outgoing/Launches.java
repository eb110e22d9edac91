package io.mesocosm.master.server.outgoing;

import io.mesocosm.master.core.Payload;
import io.mesocosm.master.server.intake.Encoded;
import io.mesocosm.protocol.v1.ExecutorInfo;
import io.mesocosm.protocol.v1.HealthCheck;
import io.mesocosm.protocol.v1.Resource;
import io.mesocosm.protocol.v1.TaskInfo;
import java.util.List;

/** What the master adds to a task and its executor on their way to the agent (spec §1.4). */
final class Launches {
    private Launches() {}

    static TaskInfo task(Payload encoded, String frameworkId, String role) {
        TaskInfo.Builder task = Encoded.read(encoded, TaskInfo.parser()).toBuilder();
        allocate(task.getResourcesBuilderList(), role);
        if (task.hasExecutor()) {
            task.setExecutor(executor(task.getExecutor(), frameworkId, role));
        }
        if (task.hasHealthCheck() && !task.getHealthCheck().hasType()) {
            HealthCheck.Builder check = task.getHealthCheckBuilder();
            if (check.hasCommand() && !check.hasHttp()) {
                check.setType(HealthCheck.Type.COMMAND);
            } else if (check.hasHttp() && !check.hasCommand()) {
                check.setType(HealthCheck.Type.HTTP);
            }
        }
        return task.build();
    }

    static ExecutorInfo executor(ExecutorInfo info, String frameworkId, String role) {
        ExecutorInfo.Builder executor = info.toBuilder();
        allocate(executor.getResourcesBuilderList(), role);
        if (!executor.hasFrameworkId()) {
            executor.getFrameworkIdBuilder().setValue(frameworkId);
        }
        return executor.build();
    }

    private static void allocate(List<Resource.Builder> resources, String role) {
        resources.forEach(resource -> resource.getAllocationInfoBuilder().setRole(role));
    }
}

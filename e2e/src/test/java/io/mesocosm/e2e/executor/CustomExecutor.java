package io.mesocosm.e2e.executor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.e2e.framework.Tasks;
import io.mesocosm.e2e.wire.Json;
import java.nio.file.Path;

/** The ExecutorInfo that starts {@link ExecutorMain}. */
public final class CustomExecutor {
    private CustomExecutor() {}

    /** An executor that talks to the agent over this transport: "http" or "unix". */
    public static ObjectNode info(String id, String transport) {
        String java = Path.of(System.getProperty("java.home", ""), "bin", "java").toString();
        String classPath = System.getProperty("surefire.test.class.path", "");
        if (classPath.isEmpty()) {
            classPath = System.getProperty("java.class.path", "");
        }
        ObjectNode info =
                Json.of("{type: 'CUSTOM', name: '%s', executor_id: {value: '%s'}}", id, id);
        ObjectNode command = info.putObject("command");
        command.put(
                "value",
                "exec %s -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx64m -cp '%s' %s"
                        .formatted(java, classPath, ExecutorMain.class.getName()));
        command.set(
                "environment",
                Json.of("{variables: [{name: 'E2E_TRANSPORT', value: '%s'}]}", transport));
        info.set("resources", Tasks.resources(0.1, 128));
        return info;
    }
}

package io.mesocosm.agent.server.container;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.containerizer.Command;
import io.mesocosm.protocol.v1.CommandInfo;
import io.mesocosm.protocol.v1.Environment;
import java.util.LinkedHashMap;
import java.util.Map;

/** Mesos's commands in the containerizer's form, for what runs beside a task's own command. */
public final class CommandForms {
    private CommandForms() {}

    public static Command of(CommandInfo command) throws InvalidProtocolBufferException {
        try {
            return ContainerConfigs.command(command, false);
        } catch (LaunchRefusedException e) {
            throw new InvalidProtocolBufferException(String.valueOf(e.getMessage()));
        }
    }

    /** The environment with the command's own on top. */
    public static Map<String, String> with(Map<String, String> environment, Environment own)
            throws InvalidProtocolBufferException {
        Map<String, String> merged = new LinkedHashMap<>(environment);
        try {
            TaskEnvironment.merge(merged, own);
        } catch (LaunchRefusedException e) {
            throw new InvalidProtocolBufferException(String.valueOf(e.getMessage()));
        }
        return merged;
    }

    public static io.mesocosm.containerizer.ContainerId id(ContainerId id) {
        return ContainerConfigs.id(id);
    }
}

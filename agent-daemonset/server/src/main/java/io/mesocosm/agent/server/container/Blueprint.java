package io.mesocosm.agent.server.container;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mesocosm.agent.core.Effect.LaunchContainer;
import io.mesocosm.agent.core.executor.ExecutorKind;
import io.mesocosm.agent.core.executor.ExecutorSpec;
import io.mesocosm.agent.core.task.TaskSpec;
import io.mesocosm.containerizer.RootFilesystem;
import io.mesocosm.protocol.v1.CommandInfo;
import io.mesocosm.protocol.v1.ContainerInfo;
import io.mesocosm.protocol.v1.ExecutorInfo;
import io.mesocosm.protocol.v1.FrameworkInfo;
import io.mesocosm.protocol.v1.Resource;
import io.mesocosm.protocol.v1.TaskInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The messages behind a launch, decoded: what to run, in which container, for whom. */
record Blueprint(
        LaunchContainer launch,
        FrameworkInfo framework,
        @Nullable TaskInfo task,
        @Nullable ExecutorInfo executor,
        @Nullable CommandInfo command,
        ContainerInfo container) {

    static Blueprint of(LaunchContainer launch) throws InvalidProtocolBufferException {
        FrameworkInfo framework = FrameworkInfo.parseFrom(launch.framework().info().bytes());
        ExecutorSpec spec = launch.executor();
        ExecutorInfo executor =
                spec.info().isEmpty() ? null : ExecutorInfo.parseFrom(spec.info().bytes());
        TaskSpec taskSpec = launch.task();
        if (taskSpec != null) {
            TaskInfo task = TaskInfo.parseFrom(taskSpec.info().bytes());
            return new Blueprint(
                    launch, framework, task, executor, task.getCommand(), task.getContainer());
        }
        if (executor == null) {
            throw new InvalidProtocolBufferException("an executor without its ExecutorInfo");
        }
        CommandInfo command = spec.kind() == ExecutorKind.CUSTOM ? executor.getCommand() : null;
        return new Blueprint(launch, framework, null, executor, command, executor.getContainer());
    }

    boolean isNested() {
        return launch.container().parent() != null;
    }

    /** The user asked for: the command's, else the framework's. */
    String user() {
        CommandInfo of = command;
        if (of != null && of.hasUser()) {
            return of.getUser();
        }
        ExecutorInfo around = executor;
        if (around != null && around.hasCommand() && around.getCommand().hasUser()) {
            return around.getCommand().getUser();
        }
        return framework.getUser();
    }

    boolean namesUser() {
        return command != null && command.hasUser();
    }

    /** What the command sees, where it has no image of its own. */
    RootFilesystem rootFilesystem(RootFilesystem ordinary) {
        String image = image();
        if (image != null) {
            return new RootFilesystem.Image(image, forcesPull());
        }
        return command == null ? new RootFilesystem.Host() : ordinary;
    }

    @Nullable String image() {
        if (container.hasDocker()) {
            return container.getDocker().getImage();
        }
        if (container.getMesos().getImage().hasDocker()) {
            return container.getMesos().getImage().getDocker().getName();
        }
        return null;
    }

    private boolean forcesPull() {
        return container.hasDocker()
                ? container.getDocker().getForcePullImage()
                : container.getMesos().getImage().hasCached()
                        && !container.getMesos().getImage().getCached();
    }

    List<Resource> resources() {
        if (task != null) {
            return task.getResourcesList();
        }
        return executor == null ? List.of() : executor.getResourcesList();
    }
}

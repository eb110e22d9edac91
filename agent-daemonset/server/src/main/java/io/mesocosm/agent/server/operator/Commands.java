package io.mesocosm.agent.server.operator;

import io.mesocosm.agent.core.AgentView;
import io.mesocosm.agent.core.container.Allotment;
import io.mesocosm.protocol.v1.CommandInfo;
import io.mesocosm.protocol.v1.ExecutorInfo;
import io.mesocosm.protocol.v1.Resource;
import io.mesocosm.protocol.v1.TaskInfo;
import io.mesocosm.protocol.v1.Value;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ExecutorInfo of every executor; those that Mesos makes for command tasks, name, source,
 * labels and overhead, are made here for those who look (spec section 7.1).
 */
final class Commands {
    private static final int SHOWN = 15;

    private Commands() {}

    static ExecutorInfo info(AgentView.ExecutorView executor) {
        if (!executor.spec().info().isEmpty()) {
            return StateJson.parse(
                    executor.spec().info().bytes(), ExecutorInfo.getDefaultInstance());
        }
        TaskInfo task = task(executor);
        return task == null
                ? ExecutorInfo.getDefaultInstance()
                : made(task, executor.spec().key().frameworkId(), executor.spec().resources());
    }

    private static @Nullable TaskInfo task(AgentView.ExecutorView executor) {
        return Stream.of(
                        executor.queued(),
                        executor.launched(),
                        executor.terminated(),
                        executor.completed())
                .flatMap(List::stream)
                .findFirst()
                .map(StateJson::info)
                .orElse(null);
    }

    @SuppressWarnings("deprecation") // still a field of the state
    private static ExecutorInfo made(TaskInfo task, String frameworkId, Allotment overhead) {
        ExecutorInfo.Builder info =
                ExecutorInfo.newBuilder()
                        .setName(
                                "Command Executor (Task: "
                                        + task.getTaskId().getValue()
                                        + ") (Command: "
                                        + shown(task.getCommand())
                                        + ")")
                        .setSource(task.getTaskId().getValue());
        info.getExecutorIdBuilder().setValue(task.getTaskId().getValue());
        info.getFrameworkIdBuilder().setValue(frameworkId);
        info.getCommandBuilder()
                .setValue("mesos-executor")
                .addAllUris(task.getCommand().getUrisList());
        if (task.getCommand().hasEnvironment()) {
            info.getCommandBuilder().setEnvironment(task.getCommand().getEnvironment());
        }
        if (task.getCommand().hasUser()) {
            info.getCommandBuilder().setUser(task.getCommand().getUser());
        }
        if (task.hasLabels()) {
            info.setLabels(task.getLabels());
        }
        if (task.hasDiscovery()) {
            info.setDiscovery(task.getDiscovery());
        }
        if (task.hasContainer()) {
            info.setContainer(task.getContainer());
        }
        return info.addResources(amount("cpus", overhead.cpus(), task))
                .addResources(amount("mem", overhead.mem(), task))
                .build();
    }

    private static Resource amount(String name, long thousandths, TaskInfo task) {
        Resource.Builder resource =
                Resource.newBuilder()
                        .setName(name)
                        .setType(Value.Type.SCALAR)
                        .setScalar(Value.Scalar.newBuilder().setValue(thousandths / 1000.0));
        if (task.getResourcesCount() > 0 && task.getResources(0).hasAllocationInfo()) {
            resource.setAllocationInfo(task.getResources(0).getAllocationInfo());
        }
        return resource.build();
    }

    private static String shown(CommandInfo command) {
        if (command.getShell()) {
            return command.hasValue() ? "sh -c '" + cut(command.getValue()) + "'" : "NO COMMAND";
        }
        if (!command.hasValue()) {
            return "NO EXECUTABLE";
        }
        String line = command.getValue() + ", " + String.join(", ", command.getArgumentsList());
        return "[" + cut(line) + "]";
    }

    private static String cut(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN - 3) + "..." : text;
    }
}

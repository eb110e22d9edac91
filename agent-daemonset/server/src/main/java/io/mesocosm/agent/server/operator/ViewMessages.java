package io.mesocosm.agent.server.operator;

import io.mesocosm.agent.core.AgentView;
import io.mesocosm.agent.core.executor.ExecutorKind;
import io.mesocosm.agent.core.task.Status;
import io.mesocosm.agent.server.message.Statuses;
import io.mesocosm.protocol.v1.AgentID;
import io.mesocosm.protocol.v1.ExecutorID;
import io.mesocosm.protocol.v1.FrameworkID;
import io.mesocosm.protocol.v1.FrameworkInfo;
import io.mesocosm.protocol.v1.Task;
import io.mesocosm.protocol.v1.TaskInfo;
import io.mesocosm.protocol.v1.TaskState;
import io.mesocosm.protocol.v1.agent.Response;
import java.util.List;
import java.util.function.Consumer;

/** The agent's view as the operator API's messages (spec section 4). */
final class ViewMessages {
    private final AgentView view;

    ViewMessages(AgentView view) {
        this.view = view;
    }

    Response.GetFrameworks frameworks() {
        Response.GetFrameworks.Builder message = Response.GetFrameworks.newBuilder();
        view.frameworks()
                .forEach(
                        framework ->
                                message.addFrameworksBuilder().setFrameworkInfo(info(framework)));
        view.completedFrameworks()
                .forEach(
                        framework ->
                                message.addCompletedFrameworksBuilder()
                                        .setFrameworkInfo(info(framework)));
        return message.build();
    }

    Response.GetExecutors executors() {
        Response.GetExecutors.Builder message = Response.GetExecutors.newBuilder();
        for (AgentView.FrameworkView framework : view.frameworks()) {
            framework
                    .executors()
                    .forEach(
                            executor ->
                                    message.addExecutorsBuilder()
                                            .setExecutorInfo(Commands.info(executor)));
        }
        everyFramework(
                framework ->
                        framework
                                .completedExecutors()
                                .forEach(
                                        executor ->
                                                message.addCompletedExecutorsBuilder()
                                                        .setExecutorInfo(Commands.info(executor))));
        return message.build();
    }

    Response.GetTasks tasks() {
        Response.GetTasks.Builder message = Response.GetTasks.newBuilder();
        everyFramework(
                framework -> {
                    for (AgentView.ExecutorView executor : framework.executors()) {
                        add(executor, executor.queued(), message::addQueuedTasks);
                        add(executor, executor.launched(), message::addLaunchedTasks);
                        add(executor, executor.terminated(), message::addTerminatedTasks);
                        add(executor, executor.completed(), message::addCompletedTasks);
                    }
                    framework
                            .completedExecutors()
                            .forEach(
                                    executor ->
                                            add(
                                                    executor,
                                                    executor.completed(),
                                                    message::addCompletedTasks));
                });
        return message.build();
    }

    Response.GetState state() {
        return Response.GetState.newBuilder()
                .setGetTasks(tasks())
                .setGetExecutors(executors())
                .setGetFrameworks(frameworks())
                .build();
    }

    private void everyFramework(Consumer<AgentView.FrameworkView> use) {
        view.frameworks().forEach(use);
        view.completedFrameworks().forEach(use);
    }

    private static FrameworkInfo info(AgentView.FrameworkView framework) {
        return StateJson.parse(framework.spec().info().bytes(), FrameworkInfo.getDefaultInstance());
    }

    private void add(
            AgentView.ExecutorView executor, List<AgentView.TaskView> tasks, Consumer<Task> to) {
        tasks.forEach(task -> to.accept(task(executor, task)));
    }

    private Task task(AgentView.ExecutorView executor, AgentView.TaskView task) {
        TaskInfo info = StateJson.info(task);
        Task.Builder message =
                Task.newBuilder()
                        .setName(info.getName())
                        .setTaskId(info.getTaskId())
                        .setFrameworkId(
                                FrameworkID.newBuilder().setValue(task.spec().key().frameworkId()))
                        .setAgentId(
                                AgentID.newBuilder()
                                        .setValue(view.agentId() == null ? "" : view.agentId()))
                        .setState(TaskState.valueOf(task.state().wireName()))
                        .addAllResources(info.getResourcesList())
                        .putAllLimits(info.getLimitsMap());
        if (executor.spec().kind() != ExecutorKind.COMMAND) {
            message.setExecutorId(ExecutorID.newBuilder().setValue(task.executorId()));
        }
        for (Status status : task.statuses()) {
            message.addStatuses(
                    Statuses.encode(task.spec().key(), task.executorId(), view.agentId(), status));
        }
        optional(info, message);
        return message.build();
    }

    private static void optional(TaskInfo info, Task.Builder message) {
        if (info.hasLabels()) {
            message.setLabels(info.getLabels());
        }
        if (info.hasDiscovery()) {
            message.setDiscovery(info.getDiscovery());
        }
        if (info.hasContainer()) {
            message.setContainer(info.getContainer());
        }
        if (info.getCommand().hasUser()) {
            message.setUser(info.getCommand().getUser());
        }
        if (info.hasHealthCheck()) {
            message.setHealthCheck(info.getHealthCheck());
        }
        if (info.hasKillPolicy()) {
            message.setKillPolicy(info.getKillPolicy());
        }
    }
}

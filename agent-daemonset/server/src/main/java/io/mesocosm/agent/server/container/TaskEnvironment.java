package io.mesocosm.agent.server.container;

import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.executor.ExecutorKey;
import io.mesocosm.agent.core.executor.ExecutorKind;
import io.mesocosm.agent.server.AgentSettings;
import io.mesocosm.agent.server.executor.ExecutorTokens;
import io.mesocosm.containerizer.ContainerConfig;
import io.mesocosm.protocol.duration.MesosDuration;
import io.mesocosm.protocol.v1.CommandInfo;
import io.mesocosm.protocol.v1.Environment;
import io.mesocosm.protocol.v1.Resource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The environment of tasks and executors: what the spec's section 2 lists and nothing of the
 * agent's own.
 */
final class TaskEnvironment {
    /** What a command finds where nobody has said otherwise; an image brings its own. */
    private static final String PATH =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final AgentSettings settings;
    private final Sandboxes sandboxes;
    private final Map<String, String> forExecutors;
    private final Function<ContainerId, String> addresses;

    /** {@code addresses} gives the address of a container that runs. */
    TaskEnvironment(
            AgentSettings settings,
            Sandboxes sandboxes,
            Map<String, String> forExecutors,
            Function<ContainerId, String> addresses) {
        this.settings = settings;
        this.addresses = addresses;
        this.sandboxes = sandboxes;
        this.forExecutors = Map.copyOf(forExecutors);
    }

    Map<String, String> of(Blueprint plan, Path sandbox, Path socket)
            throws LaunchRefusedException {
        Map<String, String> environment = new LinkedHashMap<>();
        boolean own = plan.rootFilesystem(settings.isolation().rootFilesystem()).isOwn();
        String seen = own ? ContainerConfig.SANDBOX_IN_IMAGE : sandbox.toString();
        if (plan.image() == null) {
            environment.put("PATH", PATH);
            environment.put("PWD", seen);
        }
        environment.putAll(forExecutors);
        ids(environment, plan);
        environment.put("MESOS_DIRECTORY", sandbox.toString());
        environment.put("MESOS_SANDBOX", seen);
        checkpointing(environment, plan);
        container(environment, plan);
        if (plan.launch().executor().kind() == ExecutorKind.CUSTOM) {
            String name = ExecutorSocket.NAME;
            environment.put("MESOS_DOMAIN_SOCKET", own ? seen + "/" + name : socket.toString());
            token(environment, plan);
        } else {
            allocationRole(environment, plan);
        }
        CommandInfo command = plan.command();
        if (command != null) {
            merge(environment, command.getEnvironment());
        }
        return environment;
    }

    private void ids(Map<String, String> environment, Blueprint plan) {
        ExecutorKey executor = plan.launch().executor().key();
        String endpoint = settings.advertisedIp() + ":" + settings.executorPort();
        environment.put("LIBPROCESS_IP", settings.advertisedIp());
        environment.put("LIBPROCESS_PORT", "0");
        environment.put("MESOS_FRAMEWORK_ID", executor.frameworkId());
        environment.put("MESOS_EXECUTOR_ID", executor.executorId());
        environment.put("MESOS_SLAVE_ID", sandboxes.agentId());
        environment.put("MESOS_SLAVE_PID", "slave(1)@" + endpoint);
        environment.put("MESOS_AGENT_ENDPOINT", endpoint);
        environment.put("MESOS_HTTP_COMMAND_EXECUTOR", "0");
    }

    private void container(Map<String, String> environment, Blueprint plan) {
        ContainerId id = plan.launch().container();
        if (id.parent() != null) {
            environment.put("MESOS_CONTAINER_IP", addresses.apply(id.parent()));
        } else if (plan.container().hasDocker()) {
            environment.put("MESOS_CONTAINER_NAME", "mesos-" + id.value());
        }
    }

    private void checkpointing(Map<String, String> environment, Blueprint plan) {
        boolean checkpoint = plan.launch().framework().checkpoint();
        environment.put("MESOS_CHECKPOINT", checkpoint ? "1" : "0");
        Duration grace = plan.launch().executor().shutdownGrace();
        environment.put(
                "MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD",
                MesosDuration.print(
                        grace == null ? settings.core().executorShutdownGrace() : grace));
        if (checkpoint) {
            environment.put(
                    "MESOS_RECOVERY_TIMEOUT", MesosDuration.print(settings.recoveryTimeout()));
            environment.put("MESOS_SUBSCRIPTION_BACKOFF_MAX", "2secs");
        }
    }

    private void token(Map<String, String> environment, Blueprint plan) {
        ExecutorTokens tokens = settings.security().tokens();
        if (tokens != null) {
            environment.put(
                    "MESOS_EXECUTOR_AUTHENTICATION_TOKEN",
                    tokens.of(plan.launch().executor().key(), plan.launch().container()));
        }
    }

    private static void allocationRole(Map<String, String> environment, Blueprint plan) {
        for (Resource resource : plan.resources()) {
            if (resource.getAllocationInfo().hasRole()) {
                environment.put("MESOS_ALLOCATION_ROLE", resource.getAllocationInfo().getRole());
                return;
            }
        }
    }

    static void merge(Map<String, String> environment, Environment wanted)
            throws LaunchRefusedException {
        for (Environment.Variable variable : wanted.getVariablesList()) {
            if (!variable.hasSecret()) {
                environment.put(variable.getName(), variable.getValue());
            } else if (variable.getSecret().hasValue()) {
                environment.put(
                        variable.getName(),
                        variable.getSecret().getValue().getData().toStringUtf8());
            } else {
                throw new LaunchRefusedException(
                        "The secret of environment variable '"
                                + variable.getName()
                                + "' is a reference; this agent resolves secrets by value only");
            }
        }
    }
}

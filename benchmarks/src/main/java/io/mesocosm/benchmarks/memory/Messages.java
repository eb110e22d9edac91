package io.mesocosm.benchmarks.memory;

import com.google.protobuf.ByteString;
import io.mesocosm.protocol.link.v1.AgentFacts;
import io.mesocosm.protocol.link.v1.FromAgent;
import io.mesocosm.protocol.link.v1.HeldFramework;
import io.mesocosm.protocol.link.v1.HeldTask;
import io.mesocosm.protocol.link.v1.Register;
import io.mesocosm.protocol.link.v1.Reregister;
import io.mesocosm.protocol.link.v1.StatusUpdate;
import io.mesocosm.protocol.resource.AttributeMessages;
import io.mesocosm.protocol.resource.ResourceFormat;
import io.mesocosm.protocol.resource.ResourceMessages;
import io.mesocosm.protocol.v1.AgentInfo;
import io.mesocosm.protocol.v1.FrameworkInfo;
import io.mesocosm.protocol.v1.TaskInfo;
import io.mesocosm.protocol.v1.TaskState;
import io.mesocosm.protocol.v1.TaskStatus;
import io.mesocosm.resources.Attribute;
import io.mesocosm.resources.Resources;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What agents and a framework would send: tasks as Marathon names them (a long id of their own, the
 * name of their app), a hundred apps.
 */
final class Messages {
    static final String ROLE = "marathon";
    private static final int APPS = 100;

    private static final List<String> CAPABILITIES =
            List.of(
                    "MULTI_ROLE",
                    "HIERARCHICAL_ROLE",
                    "RESERVATION_REFINEMENT",
                    "TASK_RESOURCE_LIMITS");

    /** Whether every task has a port, which no other task on its agent has. */
    private final boolean ports;

    Messages(boolean ports) {
        this.ports = ports;
    }

    static FrameworkInfo framework(String id) {
        FrameworkInfo.Builder info =
                FrameworkInfo.newBuilder()
                        .setUser("root")
                        .setName("marathon")
                        .addRoles(ROLE)
                        .setFailoverTimeout(604_800)
                        .setCheckpoint(true)
                        .addCapabilities(capability(FrameworkInfo.Capability.Type.MULTI_ROLE))
                        .addCapabilities(capability(FrameworkInfo.Capability.Type.PARTITION_AWARE));
        if (!id.isEmpty()) {
            info.getIdBuilder().setValue(id);
        }
        return info.build();
    }

    private static FrameworkInfo.Capability capability(FrameworkInfo.Capability.Type type) {
        return FrameworkInfo.Capability.newBuilder().setType(type).build();
    }

    FromAgent register(int agent) {
        return FromAgent.newBuilder()
                .setRegister(Register.newBuilder().setFacts(facts(agent, "")))
                .build();
    }

    /** An agent that comes back to a new master, with its tasks running. */
    FromAgent reregister(int agent, String agentId, String frameworkId, int tasks) {
        Reregister.Builder message =
                Reregister.newBuilder()
                        .setFacts(facts(agent, agentId))
                        .addFrameworks(
                                HeldFramework.newBuilder()
                                        .setFrameworkInfo(framework(frameworkId).toByteString()));
        for (int task = 0; task < tasks; task++) {
            message.addTasks(
                    HeldTask.newBuilder()
                            .setFrameworkId(frameworkId)
                            .setTaskInfo(allocated(task(agent, agentId, task)).toByteString())
                            .addStatuses(encoded(agent, agentId, task, TaskState.TASK_STARTING))
                            .addStatuses(encoded(agent, agentId, task, TaskState.TASK_RUNNING))
                            .setAcknowledged(2));
        }
        return FromAgent.newBuilder().setReregister(message).build();
    }

    FromAgent update(int agent, String agentId, String frameworkId, int task, TaskState state) {
        return FromAgent.newBuilder()
                .setStatusUpdate(
                        StatusUpdate.newBuilder()
                                .setFrameworkId(frameworkId)
                                .setStatus(encoded(agent, agentId, task, state))
                                .setLatestState(state.name()))
                .build();
    }

    TaskInfo task(int agent, String agentId, int task) {
        String app = app(agent, task);
        TaskInfo.Builder info =
                TaskInfo.newBuilder()
                        .setName(app)
                        .addAllResources(
                                ResourceMessages.write(
                                        resources(agent, task), ResourceFormat.POST_REFINEMENT));
        info.getTaskIdBuilder().setValue(taskId(agent, task));
        info.getAgentIdBuilder().setValue(agentId);
        info.getCommandBuilder()
                .setValue("exec ./server --port $PORT0")
                .getEnvironmentBuilder()
                .addVariablesBuilder()
                .setName("MARATHON_APP_ID")
                .setValue("/" + app);
        return info.build();
    }

    private Resources resources(int agent, int task) {
        String scalars = "cpus:0.1;mem:32;disk:10";
        int port = 31_000 + (agent * 7919 + task * 97) % 1000;
        return Resources.parse(ports ? scalars + ";ports:[%1$d-%1$d]".formatted(port) : scalars);
    }

    /** What the master adds to a TaskInfo on its way to the agent. */
    private static TaskInfo allocated(TaskInfo info) {
        TaskInfo.Builder result = info.toBuilder();
        result.getResourcesBuilderList().forEach(r -> r.getAllocationInfoBuilder().setRole(ROLE));
        return result.build();
    }

    private static String app(int agent, int task) {
        return "app%02d.production".formatted((agent * 31 + task) % APPS);
    }

    private static String taskId(int agent, int task) {
        return "production_app%02d.instance-%s._app.1"
                .formatted((agent * 31 + task) % APPS, new UUID(agent, task));
    }

    private static ByteString encoded(int agent, String agentId, int task, TaskState state) {
        TaskStatus.Builder status =
                TaskStatus.newBuilder()
                        .setState(state)
                        .setSource(TaskStatus.Source.SOURCE_EXECUTOR)
                        .setTimestamp(1_700_000_000.25 + state.getNumber())
                        .setUuid(uuid(new UUID(((long) agent << 32) + task, state.getNumber())));
        status.getTaskIdBuilder().setValue(taskId(agent, task));
        status.getAgentIdBuilder().setValue(agentId);
        status.getContainerStatusBuilder()
                .addNetworkInfosBuilder()
                .addIpAddressesBuilder()
                .setIpAddress(address(agent));
        return status.build().toByteString();
    }

    private static ByteString uuid(UUID uuid) {
        return ByteString.copyFrom(
                ByteBuffer.allocate(16)
                        .putLong(uuid.getMostSignificantBits())
                        .putLong(uuid.getLeastSignificantBits())
                        .flip());
    }

    private static AgentFacts facts(int agent, String agentId) {
        String hostname = "node-%05d.example.com".formatted(agent);
        List<Attribute> attributes = new ArrayList<>();
        attributes.add(Attribute.text("rack", "rack-" + agent % 200));
        attributes.add(Attribute.text("zone", "zone-" + agent % 3));
        AgentInfo.Builder info =
                AgentInfo.newBuilder()
                        .setHostname(hostname)
                        .setPort(5051)
                        .addAllResources(
                                ResourceMessages.write(
                                        Resources.parse(
                                                "cpus:32;mem:131072;disk:500000;ports:[31000-32000]"),
                                        ResourceFormat.POST_REFINEMENT))
                        .addAllAttributes(AttributeMessages.write(attributes));
        if (!agentId.isEmpty()) {
            info.getIdBuilder().setValue(agentId);
        }
        return AgentFacts.newBuilder()
                .setProtocol(1)
                .setAgentInfo(info.build().toByteString())
                .setVersion("1.11.0")
                .setAddress(address(agent) + ":5051")
                .addAllCapabilities(CAPABILITIES)
                .setTerm(1)
                .build();
    }

    private static String address(int agent) {
        return "10.%d.%d.%d".formatted(agent >> 16, agent >> 8 & 255, agent & 255);
    }
}

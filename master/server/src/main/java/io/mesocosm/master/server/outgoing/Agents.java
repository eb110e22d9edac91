package io.mesocosm.master.server.outgoing;

import com.google.protobuf.ByteString;
import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.agent.AgentSpec;
import io.mesocosm.master.core.agent.Deactivation;
import io.mesocosm.master.core.agent.Drain;
import io.mesocosm.master.server.intake.Encoded;
import io.mesocosm.protocol.link.v1.AgentFacts;
import io.mesocosm.protocol.resource.ResourceFormat;
import io.mesocosm.protocol.resource.ResourceMessages;
import io.mesocosm.protocol.v1.AgentInfo;
import io.mesocosm.protocol.v1.DrainInfo;
import io.mesocosm.protocol.v1.DrainState;
import io.mesocosm.protocol.v1.Resource;
import io.mesocosm.protocol.v1.master.Response;
import io.mesocosm.resources.Resources;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Agents as messages. */
public final class Agents {
    private Agents() {}

    /** The AgentInfo with the agent's id and its present total. */
    public static AgentInfo info(String id, AgentSpec agent) {
        AgentInfo.Builder info =
                Encoded.read(agent.info(), AgentInfo.parser()).toBuilder()
                        .clearResources()
                        .addAllResources(
                                ResourceMessages.write(
                                        agent.total(), ResourceFormat.POST_REFINEMENT));
        info.getIdBuilder().setValue(id);
        return info.build();
    }

    /** The facts as the registry keeps them. */
    public static AgentFacts facts(String id, AgentSpec agent) {
        return AgentFacts.newBuilder()
                .setAgentInfo(ByteString.copyFrom(info(id, agent).toByteArray()))
                .setVersion(agent.version())
                .setAddress(agent.address())
                .addAllCapabilities(agent.capabilities())
                .build();
    }

    /** What the operator API tells of an agent. */
    public static Response.GetAgents.Agent described(Agent agent) {
        AgentSpec spec = agent.spec();
        Response.GetAgents.Agent.Builder message =
                Response.GetAgents.Agent.newBuilder()
                        .setAgentInfo(info(agent.id(), spec))
                        .setActive(agent.active())
                        .setDeactivated(agent.deactivation() != null)
                        .setVersion(spec.version())
                        .setPid(agent.pid())
                        .addAllTotalResources(written(agent.total()))
                        .addAllAllocatedResources(written(agent.allocated()))
                        .addAllOfferedResources(written(agent.offered()));
        message.getRegisteredTimeBuilder().setNanoseconds(Statuses.nanos(agent.registered()));
        if (agent.reregistered() != null) {
            message.getReregisteredTimeBuilder()
                    .setNanoseconds(Statuses.nanos(agent.reregistered()));
        }
        addDeactivation(message, agent.deactivation());
        for (String name : new TreeSet<>(spec.capabilities())) {
            for (AgentInfo.Capability.Type type : AgentInfo.Capability.Type.values()) {
                if (type.name().equals(name)) {
                    message.addCapabilitiesBuilder().setType(type);
                }
            }
        }
        return message.build();
    }

    private static void addDeactivation(
            Response.GetAgents.Agent.Builder message, @Nullable Deactivation deactivation) {
        if (deactivation == null || deactivation.drain() == null) {
            return;
        }
        message.setDrainInfo(drainInfo(deactivation.drain()));
        if (deactivation.begun() != null) {
            message.getEstimatedDrainStartTimeBuilder()
                    .setNanoseconds(Statuses.nanos(deactivation.begun()));
        }
    }

    /** A drain as Mesos tells it, and as the registry keeps it. */
    public static DrainInfo drainInfo(Drain drain) {
        DrainInfo.Builder info =
                DrainInfo.newBuilder()
                        .setState(drain.drained() ? DrainState.DRAINED : DrainState.DRAINING);
        info.getConfigBuilder().setMarkGone(drain.markGone());
        if (drain.maxGracePeriod() != null) {
            info.getConfigBuilder()
                    .getMaxGracePeriodBuilder()
                    .setNanoseconds(drain.maxGracePeriod().toNanos());
        }
        return info.build();
    }

    private static List<Resource> written(Resources resources) {
        return ResourceMessages.write(resources, ResourceFormat.POST_REFINEMENT);
    }
}

package io.mesocosm.master.server.intake;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mesocosm.master.core.Payload;
import io.mesocosm.master.core.agent.AgentSpec;
import io.mesocosm.master.core.agent.Drain;
import io.mesocosm.protocol.link.v1.AgentFacts;
import io.mesocosm.protocol.resource.AttributeMessages;
import io.mesocosm.protocol.resource.ResourceMessages;
import io.mesocosm.protocol.v1.AgentInfo;
import io.mesocosm.protocol.v1.DomainInfo;
import io.mesocosm.protocol.v1.DrainInfo;
import io.mesocosm.protocol.v1.DrainState;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what an agent tells of itself. */
public final class AgentIntake {
    private static final Pattern ADDRESS = Pattern.compile("[0-9A-Za-z.:\\[\\]_-]+:[0-9]{1,5}");

    private AgentIntake() {}

    /**
     * The facts of an agent.
     *
     * @throws InvalidProtocolBufferException when its AgentInfo is none
     * @throws IllegalArgumentException when its resources or attributes make no sense
     */
    public static AgentSpec agent(AgentFacts facts) throws InvalidProtocolBufferException {
        AgentInfo info = AgentInfo.parseFrom(facts.getAgentInfo());
        if (!ADDRESS.matcher(facts.getAddress()).matches()) {
            throw new IllegalArgumentException(
                    "the agent's address '" + facts.getAddress() + "' is not ip:port");
        }
        DomainInfo.FaultDomain domain = info.getDomain().getFaultDomain();
        return new AgentSpec(
                info.getHostname(),
                facts.getAddress(),
                facts.getVersion(),
                ResourceMessages.read(info.getResourcesList()),
                AttributeMessages.read(info.getAttributesList()),
                Set.copyOf(facts.getCapabilitiesList()),
                domain.hasRegion() ? domain.getRegion().getName() : null,
                domain.hasZone() ? domain.getZone().getName() : null,
                Payload.of(facts.getAgentInfo().toByteArray()));
    }

    /** A drain as the registry keeps it. */
    public static Drain drain(DrainInfo info) {
        return new Drain(
                info.getConfig().hasMaxGracePeriod()
                        ? Duration.ofNanos(info.getConfig().getMaxGracePeriod().getNanoseconds())
                        : null,
                info.getConfig().getMarkGone(),
                info.getState() == DrainState.DRAINED);
    }

    /** What the agent calls its machine. */
    public static String hostname(AgentFacts facts) throws InvalidProtocolBufferException {
        return AgentInfo.parseFrom(facts.getAgentInfo()).getHostname();
    }

    /** The agent's id, or empty for one that never registered. */
    public static String id(AgentFacts facts) throws InvalidProtocolBufferException {
        return AgentInfo.parseFrom(facts.getAgentInfo()).getId().getValue();
    }
}

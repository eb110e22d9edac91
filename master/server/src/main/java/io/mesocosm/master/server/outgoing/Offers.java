package io.mesocosm.master.server.outgoing;

import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.agent.AgentSpec;
import io.mesocosm.master.server.intake.Encoded;
import io.mesocosm.protocol.resource.ResourceFormat;
import io.mesocosm.protocol.resource.ResourceMessages;
import io.mesocosm.protocol.v1.AgentInfo;
import io.mesocosm.protocol.v1.Offer;
import io.mesocosm.resources.Resources;

/** Offers as messages (spec §1.7). */
public final class Offers {
    private Offers() {}

    /**
     * The message of an offer, without executor ids.
     *
     * @param multiRole whether allocation_info is told
     */
    public static Offer.Builder message(
            io.mesocosm.master.core.offer.Offer offer,
            Agent agent,
            boolean multiRole,
            ResourceFormat format) {
        AgentSpec spec = agent.spec();
        AgentInfo info = Encoded.read(spec.info(), AgentInfo.parser());
        Resources resources =
                offer.resources().filter(r -> !r.name().equals("ephemeral_ports")).unallocate();
        Offer.Builder message =
                Offer.newBuilder()
                        .setHostname(spec.hostname())
                        .addAllAttributes(info.getAttributesList())
                        .addAllResources(
                                ResourceMessages.write(
                                        multiRole ? resources.allocate(offer.role()) : resources,
                                        format));
        message.getIdBuilder().setValue(offer.id());
        message.getFrameworkIdBuilder().setValue(offer.frameworkId());
        message.getAgentIdBuilder().setValue(agent.id());
        int colon = spec.address().lastIndexOf(':');
        message.getUrlBuilder()
                .setScheme("http")
                .setPath("/slave(1)")
                .getAddressBuilder()
                .setHostname(spec.hostname())
                .setIp(spec.address().substring(0, colon))
                .setPort(Integer.parseInt(spec.address().substring(colon + 1)));
        if (info.hasDomain()) {
            message.setDomain(info.getDomain());
        }
        if (multiRole) {
            message.getAllocationInfoBuilder().setRole(offer.role());
        }
        return message;
    }
}

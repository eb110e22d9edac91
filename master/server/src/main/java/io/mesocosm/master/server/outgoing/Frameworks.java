package io.mesocosm.master.server.outgoing;

import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.framework.FrameworkSpec;
import io.mesocosm.master.server.intake.Encoded;
import io.mesocosm.protocol.resource.ResourceFormat;
import io.mesocosm.protocol.resource.ResourceMessages;
import io.mesocosm.protocol.v1.FrameworkInfo;
import io.mesocosm.protocol.v1.Resource;
import io.mesocosm.protocol.v1.master.Response;
import io.mesocosm.protocol.v1.scheduler.OfferConstraints;
import io.mesocosm.resources.Resources;
import java.util.List;

/** The FrameworkInfo that is in force. */
public final class Frameworks {
    private Frameworks() {}

    /** The message as last sent, with what the master keeps over it. */
    public static FrameworkInfo info(Framework framework) {
        FrameworkSpec spec = framework.spec();
        FrameworkInfo.Builder info =
                Encoded.read(spec.info(), FrameworkInfo.parser()).toBuilder()
                        .setUser(spec.user())
                        .setCheckpoint(spec.checkpoint());
        info.getIdBuilder().setValue(framework.id());
        if (spec.principal() != null) {
            info.setPrincipal(spec.principal());
        } else {
            info.clearPrincipal();
        }
        return info.build();
    }

    /** What the operator API tells of a framework, its offers aside. */
    public static Response.GetFrameworks.Framework.Builder described(Framework framework) {
        Response.GetFrameworks.Framework.Builder message =
                Response.GetFrameworks.Framework.newBuilder()
                        .setFrameworkInfo(info(framework))
                        .setActive(framework.active())
                        .setConnected(framework.connected())
                        .setRecovered(framework.recovered())
                        .addAllAllocatedResources(written(framework.allocated()))
                        .addAllOfferedResources(written(framework.offered()));
        message.getRegisteredTimeBuilder().setNanoseconds(Statuses.nanos(framework.registered()));
        if (framework.reregistered() != null) {
            message.getReregisteredTimeBuilder()
                    .setNanoseconds(Statuses.nanos(framework.reregistered()));
        }
        if (framework.unregistered() != null) {
            message.getUnregisteredTimeBuilder()
                    .setNanoseconds(Statuses.nanos(framework.unregistered()));
        }
        if (!framework.offerConstraints().encoded().isEmpty()) {
            message.setOfferConstraints(
                    Encoded.read(
                            framework.offerConstraints().encoded(), OfferConstraints.parser()));
        }
        return message;
    }

    private static List<Resource> written(Resources resources) {
        return ResourceMessages.write(resources, ResourceFormat.POST_REFINEMENT);
    }
}

package io.mesocosm.marathon.server.mesos;

import io.mesocosm.protocol.v1.FrameworkInfo;
import java.util.List;

/** Writes what Marathon says of itself. */
final class FrameworkInfos {

    private FrameworkInfos() {}

    static FrameworkInfo.Builder of(FrameworkSettings settings, List<String> roles) {
        FrameworkInfo.Builder framework =
                FrameworkInfo.newBuilder()
                        .setName(settings.name())
                        .setUser(settings.user())
                        .setFailoverTimeout(settings.failoverTimeoutSeconds())
                        .setCheckpoint(settings.checkpoint())
                        .setHostname(settings.hostname())
                        .addAllRoles(roles);
        for (FrameworkInfo.Capability.Type type :
                List.of(
                        FrameworkInfo.Capability.Type.MULTI_ROLE,
                        FrameworkInfo.Capability.Type.PARTITION_AWARE,
                        FrameworkInfo.Capability.Type.TASK_KILLING_STATE,
                        FrameworkInfo.Capability.Type.REGION_AWARE)) {
            framework.addCapabilities(FrameworkInfo.Capability.newBuilder().setType(type));
        }
        if (settings.webUiUrl() != null) {
            framework.setWebuiUrl(settings.webUiUrl());
        }
        if (settings.principal() != null) {
            framework.setPrincipal(settings.principal());
        }
        return framework;
    }
}

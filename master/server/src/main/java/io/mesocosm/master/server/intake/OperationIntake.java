package io.mesocosm.master.server.intake;

import io.mesocosm.master.core.operation.Operation;
import io.mesocosm.protocol.v1.Offer;
import io.mesocosm.protocol.v1.Resource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the operations of an ACCEPT (spec §1.4). */
final class OperationIntake {
    private OperationIntake() {}

    static Operation operation(Offer.Operation message, String frameworkId) {
        String id = message.hasId() ? message.getId().getValue() : null;
        return switch (message.getType()) {
            case LAUNCH ->
                    new Operation.Launch(
                            id,
                            message.getLaunch().getTaskInfosList().stream()
                                    .map(task -> TaskIntake.task(task, frameworkId))
                                    .toList());
            case LAUNCH_GROUP ->
                    new Operation.LaunchGroup(
                            id,
                            TaskIntake.executor(
                                    message.getLaunchGroup().getExecutor(), frameworkId),
                            message.getLaunchGroup().getTaskGroup().getTasksList().stream()
                                    .map(task -> TaskIntake.task(task, frameworkId))
                                    .toList());
            case RESERVE ->
                    convert(id, Operation.Kind.RESERVE, message.getReserve().getResourcesList());
            case UNRESERVE ->
                    convert(
                            id,
                            Operation.Kind.UNRESERVE,
                            message.getUnreserve().getResourcesList());
            case CREATE -> convert(id, Operation.Kind.CREATE, message.getCreate().getVolumesList());
            case DESTROY ->
                    convert(id, Operation.Kind.DESTROY, message.getDestroy().getVolumesList());
            case GROW_VOLUME, SHRINK_VOLUME, CREATE_DISK, DESTROY_DISK ->
                    new Operation.Unsupported(id, message.getType().name());
            case UNKNOWN -> new Operation.Unknown(id);
        };
    }

    private static Operation convert(
            @Nullable String id, Operation.Kind kind, List<Resource> resources) {
        ResourceIntake.Read read = ResourceIntake.read(resources);
        return new Operation.Convert(id, kind, read.resources(), read.error());
    }
}

package io.mesocosm.master.server.intake;

import io.mesocosm.protocol.resource.ResourceMessages;
import io.mesocosm.protocol.v1.Resource;
import io.mesocosm.resources.Resources;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads v1 resources without letting a bad one through or throwing it away unexplained. */
final class ResourceIntake {
    private ResourceIntake() {}

    /** The resources without their allocation, or why they cannot be read. */
    record Read(Resources resources, @Nullable String error) {}

    static Read read(List<Resource> messages) {
        try {
            return new Read(ResourceMessages.read(messages).unallocate(), null);
        } catch (IllegalArgumentException e) {
            return new Read(Resources.EMPTY, e.getMessage());
        }
    }
}

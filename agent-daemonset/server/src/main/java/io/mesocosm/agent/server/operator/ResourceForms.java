package io.mesocosm.agent.server.operator;

import io.mesocosm.protocol.v1.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Resources between the formats before and after reservation refinement (spec section 5.4, last
 * line).
 */
final class ResourceForms {
    private ResourceForms() {}

    @SuppressWarnings("deprecation") // the format before refinement has a role only
    static @Nullable String reservedTo(Resource resource) {
        if (resource.getReservationsCount() > 0) {
            return resource.getReservations(resource.getReservationsCount() - 1).getRole();
        }
        return resource.hasRole() && !resource.getRole().equals("*") ? resource.getRole() : null;
    }

    /**
     * With {@code role}, and {@code reservation} for a dynamic one, where there is no refinement.
     */
    @SuppressWarnings("deprecation") // old readers of the endpoints know this format only
    static Resource endpointForm(Resource resource) {
        int count = resource.getReservationsCount();
        if (count > 1 || resource.hasRole()) {
            return resource;
        }
        if (count == 0) {
            return resource.toBuilder().setRole("*").build();
        }
        Resource.ReservationInfo only = resource.getReservations(0);
        Resource.Builder form = resource.toBuilder().setRole(only.getRole());
        if (only.getType() == Resource.ReservationInfo.Type.DYNAMIC) {
            form.setReservation(only);
        }
        return form.build();
    }
}

package io.mesocosm.protocol.resource;

import io.mesocosm.protocol.v1.Resource;
import io.mesocosm.protocol.v1.Resource.ReservationInfo;
import io.mesocosm.resources.Roles;
import java.util.Optional;

/** What makes the reservations of a Resource well formed, in either format, in Mesos's words. */
@SuppressWarnings("deprecation") // Resource.role: the pre-refinement format is part of v1.
final class ReservationRules {
    private ReservationRules() {}

    static Optional<String> validate(Resource resource) {
        if (resource.getReservationsCount() == 0) {
            return validatePreRefinement(resource);
        }
        return validateEach(resource)
                .or(() -> validateRefinement(resource))
                .or(() -> validateConsistency(resource));
    }

    private static Optional<String> validatePreRefinement(Resource resource) {
        Optional<String> error = Roles.validate(role(resource));
        if (error.isPresent() || !resource.hasReservation()) {
            return error;
        }
        if (resource.getReservation().hasType()) {
            return Optional.of(
                    "'Resource.ReservationInfo.type' must not be set for the"
                            + " 'Resource.reservation' field");
        }
        if (resource.getReservation().hasRole()) {
            return Optional.of(
                    "'Resource.ReservationInfo.role' must not be set for the"
                            + " 'Resource.reservation' field");
        }
        return role(resource).equals(Roles.DEFAULT)
                ? Optional.of("Invalid reservation: role \"*\" cannot be dynamically reserved")
                : Optional.empty();
    }

    private static String role(Resource resource) {
        return resource.hasRole() ? resource.getRole() : Roles.DEFAULT;
    }

    private static Optional<String> validateEach(Resource resource) {
        for (ReservationInfo reservation : resource.getReservationsList()) {
            if (!reservation.hasType()) {
                return Optional.of(
                        "Invalid reservation: 'Resource.ReservationInfo.type' field must be set.");
            }
            if (!reservation.hasRole()) {
                return Optional.of(
                        "Invalid reservation: 'Resource.ReservationInfo.role' field must be set.");
            }
            Optional<String> error = Roles.validate(reservation.getRole());
            if (error.isPresent()) {
                return error;
            }
            if (reservation.getRole().equals(Roles.DEFAULT)) {
                return Optional.of("Invalid reservation: role \"*\" cannot be reserved");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> validateRefinement(Resource resource) {
        String ancestor = resource.getReservations(0).getRole();
        for (int i = 1; i < resource.getReservationsCount(); i++) {
            ReservationInfo reservation = resource.getReservations(i);
            if (reservation.getType() == ReservationInfo.Type.STATIC) {
                return Optional.of(
                        "Invalid refined reservation: A refined reservation cannot be STATIC");
            }
            if (!Roles.isStrictDescendant(reservation.getRole(), ancestor)) {
                return Optional.of(
                        "Invalid refined reservation: role '"
                                + reservation.getRole()
                                + "' is not a refinement of '"
                                + ancestor
                                + "'");
            }
            ancestor = reservation.getRole();
        }
        return Optional.empty();
    }

    /** The old fields may be set too, as far as they say the same. */
    private static Optional<String> validateConsistency(Resource resource) {
        if (resource.getReservationsCount() > 1) {
            String field =
                    resource.hasRole()
                            ? "'Resource.role'"
                            : resource.hasReservation() ? "'Resource.reservation'" : "";
            return field.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            "Invalid resource format: "
                                    + field
                                    + " must not be set if there is more than one reservation in"
                                    + " 'Resource.reservations'");
        }
        ReservationInfo reservation = resource.getReservations(0);
        if (resource.hasRole() && !resource.getRole().equals(reservation.getRole())) {
            return Optional.of(
                    "Invalid resource format: 'Resource.role' field with '"
                            + resource.getRole()
                            + "' does not match the role '"
                            + reservation.getRole()
                            + "' in 'Resource.reservations'");
        }
        return switch (reservation.getType()) {
            case STATIC ->
                    resource.hasReservation()
                            ? Optional.of(
                                    "Invalid resource format: 'Resource.reservation' must not be"
                                            + " set if the single reservation in"
                                            + " 'Resource.reservations' is STATIC")
                            : Optional.empty();
            case DYNAMIC -> validateDynamic(resource, reservation);
            case UNKNOWN -> Optional.of("Unsupported 'Resource.ReservationInfo.Type'");
        };
    }

    private static Optional<String> validateDynamic(
            Resource resource, ReservationInfo reservation) {
        if (resource.hasRole() != resource.hasReservation()) {
            return Optional.of(
                    "Invalid resource format: 'Resource.role' and 'Resource.reservation' must"
                            + " either be both set or both not set if the single reservation in"
                            + " 'Resource.reservations' is DYNAMIC");
        }
        if (!resource.hasReservation()) {
            return Optional.empty();
        }
        ReservationInfo old = resource.getReservation();
        if (!old.getPrincipal().equals(reservation.getPrincipal())) {
            return Optional.of(
                    "Invalid resource format: 'Resource.reservation.principal' field with '"
                            + old.getPrincipal()
                            + "' does not match the principal '"
                            + reservation.getPrincipal()
                            + "' in 'Resource.reservations'");
        }
        return ReservationMessages.readLabels(old.getLabels())
                        .equals(ReservationMessages.readLabels(reservation.getLabels()))
                ? Optional.empty()
                : Optional.of(
                        "Invalid resource format: 'Resource.reservation.labels' field does not"
                                + " match the labels in 'Resource.reservations'");
    }
}

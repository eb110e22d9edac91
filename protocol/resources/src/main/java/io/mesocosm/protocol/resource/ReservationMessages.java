package io.mesocosm.protocol.resource;

import io.mesocosm.protocol.v1.Label;
import io.mesocosm.protocol.v1.Resource;
import io.mesocosm.protocol.v1.Resource.ReservationInfo;
import io.mesocosm.resources.Labels;
import io.mesocosm.resources.Reservation;
import io.mesocosm.resources.Roles;
import java.util.List;

/** Reads and writes reservations and labels. */
final class ReservationMessages {
    private ReservationMessages() {}

    static Reservation read(ReservationInfo message) {
        return new Reservation(
                message.getType() == ReservationInfo.Type.STATIC
                        ? Reservation.Type.STATIC
                        : Reservation.Type.DYNAMIC,
                message.getRole(),
                message.hasPrincipal() ? message.getPrincipal() : null,
                readLabels(message.getLabels()));
    }

    static Reservation readDynamic(String role, ReservationInfo message) {
        return new Reservation(
                Reservation.Type.DYNAMIC,
                role,
                message.hasPrincipal() ? message.getPrincipal() : null,
                readLabels(message.getLabels()));
    }

    @SuppressWarnings("deprecation") // Resource.role: the pre-refinement format is part of v1.
    static void write(List<Reservation> stack, ResourceFormat format, Resource.Builder message) {
        if (format != ResourceFormat.PRE_REFINEMENT) {
            stack.forEach(reservation -> message.addReservations(write(reservation)));
        }
        if (format == ResourceFormat.POST_REFINEMENT
                || (format == ResourceFormat.ENDPOINT && stack.size() > 1)) {
            return;
        }
        if (stack.size() > 1) {
            throw new IllegalArgumentException(
                    "Refined reservations cannot be written without 'reservations': " + stack);
        }
        message.setRole(stack.isEmpty() ? Roles.DEFAULT : stack.getFirst().role());
        if (!stack.isEmpty() && stack.getFirst().type() == Reservation.Type.DYNAMIC) {
            message.setReservation(write(stack.getFirst()).toBuilder().clearType().clearRole());
        }
    }

    private static ReservationInfo write(Reservation reservation) {
        ReservationInfo.Builder message =
                ReservationInfo.newBuilder()
                        .setType(
                                reservation.type() == Reservation.Type.STATIC
                                        ? ReservationInfo.Type.STATIC
                                        : ReservationInfo.Type.DYNAMIC)
                        .setRole(reservation.role());
        if (reservation.principal() != null) {
            message.setPrincipal(reservation.principal());
        }
        if (!reservation.labels().isEmpty()) {
            message.setLabels(writeLabels(reservation.labels()));
        }
        return message.build();
    }

    static Labels readLabels(io.mesocosm.protocol.v1.Labels message) {
        return message.getLabelsCount() == 0
                ? Labels.NONE
                : new Labels(
                        message.getLabelsList().stream()
                                .map(
                                        l ->
                                                new Labels.Label(
                                                        l.getKey(),
                                                        l.hasValue() ? l.getValue() : null))
                                .toList());
    }

    static io.mesocosm.protocol.v1.Labels writeLabels(Labels labels) {
        io.mesocosm.protocol.v1.Labels.Builder message =
                io.mesocosm.protocol.v1.Labels.newBuilder();
        for (Labels.Label label : labels.labels()) {
            Label.Builder one = Label.newBuilder().setKey(label.key());
            if (label.value() != null) {
                one.setValue(label.value());
            }
            message.addLabels(one);
        }
        return message.build();
    }
}

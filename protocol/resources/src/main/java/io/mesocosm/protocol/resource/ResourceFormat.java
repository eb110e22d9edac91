package io.mesocosm.protocol.resource;

/** How reservations are written on the wire. */
public enum ResourceFormat {
    /** {@code reservations[]} only: agents, and frameworks with RESERVATION_REFINEMENT. */
    POST_REFINEMENT,
    /** {@code role} and {@code reservation}: frameworks without it; one reservation at most. */
    PRE_REFINEMENT,
    /** Both, as far as the old one can say it: the {@code *_full} fields of HTTP endpoints. */
    ENDPOINT
}

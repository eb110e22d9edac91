package io.mesocosm.marathon.core.offer;

import java.util.List;

/**
 * One resource of an offer that a plain task may use.
 *
 * @param index its position in the offer as Mesos sent it, by which the edge finds it again
 * @param role the role it is reserved to, {@code *} when unreserved
 * @param milli the amount in thousandths, for scalars
 */
public record OfferedResource(
        int index, String name, String role, long milli, List<PortRange> ranges) {}

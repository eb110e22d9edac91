package io.mesocosm.marathon.core.offer;

import java.util.List;

/** The part of one offered resource that a task takes: an amount, or single ports. */
public record Used(int index, String name, long milli, List<Integer> ports) {}

package io.mesocosm.master.core.input;

/** Time has passed: due timers run and the allocator may take its turn. */
public record Tick() implements Input {}

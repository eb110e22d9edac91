package io.mesocosm.master.core.input;

/** The shell's name for one HTTP call that waits for its answer. */
public record CallHandle(long id) {}

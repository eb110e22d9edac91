package io.mesocosm.master.core.input;

/** The shell's name for one agent's link; never used twice. */
public record LinkHandle(long id) {}

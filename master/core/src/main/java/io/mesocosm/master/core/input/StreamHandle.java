package io.mesocosm.master.core.input;

/** The shell's name for one framework's event stream; never used twice. */
public record StreamHandle(long id) {}

package io.mesocosm.marathon.core.validation;

/**
 * One reason a definition was refused, with the path in the document that it concerns (spec §1.2).
 */
public record Violation(String path, String message) {}

package io.mesocosm.marathon.core.deployment;

import java.util.List;

/** Actions that run side by side; the next step waits for all of them. */
public record Step(List<Action> actions) {}

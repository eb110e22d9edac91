package io.mesocosm.marathon.core.app;

import java.util.List;

/** A probe that a deployment waits for before it counts a new instance as up (spec §5). */
public record ReadinessCheck(
        String name,
        String protocol,
        String path,
        String portName,
        int intervalSeconds,
        int timeoutSeconds,
        List<Integer> httpStatusCodesForReady,
        boolean preserveLastResponse) {}

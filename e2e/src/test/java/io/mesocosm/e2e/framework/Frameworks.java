package io.mesocosm.e2e.framework;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.e2e.wire.Json;

/** FrameworkInfos as third parties write them. */
public final class Frameworks {
    private Frameworks() {}

    /**
     * A framework of today: several roles, checkpointing, aware of partitions, ten minutes to come
     * back.
     */
    public static ObjectNode modern(String name) {
        return Json.of(
                """
                {user: '%s', name: '%s', roles: ['e2e'], checkpoint: true, failover_timeout: 600,
                 capabilities: [{type: 'MULTI_ROLE'}, {type: 'RESERVATION_REFINEMENT'},
                                {type: 'PARTITION_AWARE'}, {type: 'TASK_KILLING_STATE'}]}
                """,
                System.getProperty("user.name"), name);
    }

    /** A framework of 2014: one role, no capabilities; it checkpoints. */
    public static ObjectNode old(String name) {
        return Json.of(
                "{user: '%s', name: '%s', checkpoint: true, failover_timeout: 60}",
                System.getProperty("user.name"), name);
    }
}

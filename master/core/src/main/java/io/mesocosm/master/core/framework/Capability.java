package io.mesocosm.master.core.framework;

/** What a framework says it understands (FrameworkInfo.Capability.Type, spec §1.2). */
public enum Capability {
    REVOCABLE_RESOURCES,
    TASK_KILLING_STATE,
    GPU_RESOURCES,
    SHARED_RESOURCES,
    PARTITION_AWARE,
    MULTI_ROLE,
    RESERVATION_REFINEMENT,
    REGION_AWARE
}

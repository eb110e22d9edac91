package io.mesocosm.master.core.task;

/** Who made a status (TaskStatus.Source). */
public enum StatusSource {
    SOURCE_MASTER,
    SOURCE_AGENT,
    SOURCE_EXECUTOR
}

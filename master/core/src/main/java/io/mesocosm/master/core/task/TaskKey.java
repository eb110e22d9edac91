package io.mesocosm.master.core.task;

/** A task's name: task ids are unique within a framework only. */
public record TaskKey(String frameworkId, String taskId) {}

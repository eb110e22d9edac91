package io.mesocosm.master.core.effect;

import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.task.Task;
import io.mesocosm.master.core.task.TaskState;
import io.mesocosm.master.core.task.TaskStatus;

/** An event of the operator API's SUBSCRIBE (spec §3). */
public sealed interface OperatorEvent {
    /** TASK_ADDED. */
    record TaskAdded(Task task) implements OperatorEvent {}

    /** TASK_UPDATED. */
    record TaskUpdated(Task task, TaskStatus status, TaskState state) implements OperatorEvent {}

    /** AGENT_ADDED. */
    record AgentAdded(Agent agent) implements OperatorEvent {}

    /** AGENT_REMOVED. */
    record AgentRemoved(String agentId) implements OperatorEvent {}

    /** FRAMEWORK_ADDED. */
    record FrameworkAdded(Framework framework) implements OperatorEvent {}

    /** FRAMEWORK_UPDATED. */
    record FrameworkUpdated(Framework framework) implements OperatorEvent {}

    /** FRAMEWORK_REMOVED. */
    record FrameworkRemoved(Framework framework) implements OperatorEvent {}
}

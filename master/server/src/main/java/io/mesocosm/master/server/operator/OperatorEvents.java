package io.mesocosm.master.server.operator;

import io.mesocosm.master.core.effect.OperatorEvent;
import io.mesocosm.master.server.outgoing.Agents;
import io.mesocosm.master.server.outgoing.Frameworks;
import io.mesocosm.master.server.outgoing.Statuses;
import io.mesocosm.master.server.outgoing.Tasks;
import io.mesocosm.protocol.v1.TaskState;
import io.mesocosm.protocol.v1.master.Event;
import io.mesocosm.protocol.v1.master.Response;

/** Events of the operator API as messages (spec §3). */
final class OperatorEvents {
    static final double HEARTBEAT_SECONDS = 15.0;
    static final Event HEARTBEAT = Event.newBuilder().setType(Event.Type.HEARTBEAT).build();

    private OperatorEvents() {}

    static Event subscribed(Response.GetState state) {
        Event.Builder event = Event.newBuilder().setType(Event.Type.SUBSCRIBED);
        event.getSubscribedBuilder()
                .setGetState(state)
                .setHeartbeatIntervalSeconds(HEARTBEAT_SECONDS);
        return event.build();
    }

    static Event message(OperatorEvent happened) {
        Event.Builder event = Event.newBuilder();
        switch (happened) {
            case OperatorEvent.TaskAdded(var task) ->
                    event.setType(Event.Type.TASK_ADDED)
                            .getTaskAddedBuilder()
                            .setTask(Tasks.message(task));
            case OperatorEvent.TaskUpdated(var task, var status, var state) ->
                    event.setType(Event.Type.TASK_UPDATED)
                            .getTaskUpdatedBuilder()
                            .setStatus(Statuses.message(status))
                            .setState(TaskState.valueOf(state.name()))
                            .getFrameworkIdBuilder()
                            .setValue(task.frameworkId());
            case OperatorEvent.AgentAdded(var agent) ->
                    event.setType(Event.Type.AGENT_ADDED)
                            .getAgentAddedBuilder()
                            .setAgent(Agents.described(agent));
            case OperatorEvent.AgentRemoved(String id) ->
                    event.setType(Event.Type.AGENT_REMOVED)
                            .getAgentRemovedBuilder()
                            .getAgentIdBuilder()
                            .setValue(id);
            case OperatorEvent.FrameworkAdded(var framework) ->
                    event.setType(Event.Type.FRAMEWORK_ADDED)
                            .getFrameworkAddedBuilder()
                            .setFramework(Frameworks.described(framework));
            case OperatorEvent.FrameworkUpdated(var framework) ->
                    event.setType(Event.Type.FRAMEWORK_UPDATED)
                            .getFrameworkUpdatedBuilder()
                            .setFramework(Frameworks.described(framework));
            case OperatorEvent.FrameworkRemoved(var framework) ->
                    event.setType(Event.Type.FRAMEWORK_REMOVED)
                            .getFrameworkRemovedBuilder()
                            .setFrameworkInfo(Frameworks.info(framework));
        }
        return event.build();
    }
}

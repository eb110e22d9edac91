package io.mesocosm.master.server.operator;

import io.mesocosm.protocol.v1.master.Call;
import java.util.Optional;

/** Why an operator call has not the form of one, in Mesos's words. */
final class OperatorValidation {
    private OperatorValidation() {}

    @SuppressWarnings("deprecation") // SET_QUOTA and REMOVE_QUOTA are old and still called
    static Optional<String> validate(Call call) {
        if (!call.hasType()) {
            return expect(false, "type");
        }
        return switch (call.getType()) {
            case GET_METRICS -> expect(call.hasGetMetrics(), "get_metrics");
            case SET_LOGGING_LEVEL -> expect(call.hasSetLoggingLevel(), "set_logging_level");
            case LIST_FILES -> expect(call.hasListFiles(), "list_files");
            case READ_FILE -> expect(call.hasReadFile(), "read_file");
            case UPDATE_WEIGHTS -> expect(call.hasUpdateWeights(), "update_weights");
            case RESERVE_RESOURCES -> expect(call.hasReserveResources(), "reserve_resources");
            case UNRESERVE_RESOURCES -> expect(call.hasUnreserveResources(), "unreserve_resources");
            case CREATE_VOLUMES -> expect(call.hasCreateVolumes(), "create_volumes");
            case DESTROY_VOLUMES -> expect(call.hasDestroyVolumes(), "destroy_volumes");
            case GROW_VOLUME -> expect(call.hasGrowVolume(), "grow_volume");
            case SHRINK_VOLUME -> expect(call.hasShrinkVolume(), "shrink_volume");
            case UPDATE_MAINTENANCE_SCHEDULE ->
                    expect(call.hasUpdateMaintenanceSchedule(), "update_maintenance_schedule");
            case START_MAINTENANCE -> expect(call.hasStartMaintenance(), "start_maintenance");
            case STOP_MAINTENANCE -> expect(call.hasStopMaintenance(), "stop_maintenance");
            case DRAIN_AGENT -> expect(call.hasDrainAgent(), "drain_agent");
            case DEACTIVATE_AGENT -> expect(call.hasDeactivateAgent(), "deactivate_agent");
            case REACTIVATE_AGENT -> expect(call.hasReactivateAgent(), "reactivate_agent");
            case UPDATE_QUOTA -> expect(call.hasUpdateQuota(), "update_quota");
            case SET_QUOTA -> expect(call.hasSetQuota(), "set_quota");
            case REMOVE_QUOTA -> expect(call.hasRemoveQuota(), "remove_quota");
            case TEARDOWN -> expect(call.hasTeardown(), "teardown");
            case MARK_AGENT_GONE -> expect(call.hasMarkAgentGone(), "mark_agent_gone");
            case UNKNOWN,
                    GET_HEALTH,
                    GET_FLAGS,
                    GET_VERSION,
                    GET_LOGGING_LEVEL,
                    GET_STATE,
                    GET_AGENTS,
                    GET_FRAMEWORKS,
                    GET_EXECUTORS,
                    GET_OPERATIONS,
                    GET_TASKS,
                    GET_ROLES,
                    GET_WEIGHTS,
                    GET_MASTER,
                    SUBSCRIBE,
                    GET_MAINTENANCE_STATUS,
                    GET_MAINTENANCE_SCHEDULE,
                    GET_QUOTA ->
                    Optional.empty();
        };
    }

    private static Optional<String> expect(boolean present, String field) {
        return present ? Optional.empty() : Optional.of("Expecting '" + field + "' to be present");
    }
}

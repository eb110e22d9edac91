package io.mesocosm.master.server.operator;

import io.mesocosm.master.core.snapshot.Snapshot;
import io.mesocosm.master.server.authorization.Viewer;
import io.mesocosm.master.server.outgoing.QuotaMessages;
import io.mesocosm.protocol.v1.master.Call;
import io.mesocosm.protocol.v1.master.Response;
import java.util.TreeMap;

/** The answers of the calls that read the master's state. */
public final class SnapshotAnswers {
    private final Snapshot snapshot;
    private final StateMessages state;

    /** Of all there is. */
    public SnapshotAnswers(Snapshot snapshot) {
        this(snapshot, Viewer.ALL);
    }

    /** Of what is seen of it. */
    public SnapshotAnswers(Snapshot whole, Viewer viewer) {
        this.snapshot = viewer.see(whole);
        this.state = new StateMessages(snapshot, () -> viewer.roles(whole));
    }

    /** What a subscriber is told first. */
    Response.GetState state() {
        return state.state();
    }

    /** The answer of a call that reads the state. */
    public Response response(Call.Type type) {
        Response.Builder response =
                Response.newBuilder().setType(Response.Type.valueOf(type.name()));
        switch (type) {
            case GET_STATE -> response.setGetState(state.state());
            case GET_AGENTS -> response.setGetAgents(state.agents());
            case GET_FRAMEWORKS -> response.setGetFrameworks(state.frameworks());
            case GET_TASKS -> response.setGetTasks(state.tasks());
            case GET_EXECUTORS -> response.setGetExecutors(state.executors());
            case GET_ROLES -> response.setGetRoles(state.roles());
            // No operation outlives the call that asked for it.
            case GET_OPERATIONS -> response.getGetOperationsBuilder();
            case GET_WEIGHTS -> addWeights(response);
            case GET_QUOTA ->
                    response.getGetQuotaBuilder()
                            .setStatus(QuotaMessages.status(snapshot.quotas()));
            // No machine is ever in maintenance.
            case GET_MAINTENANCE_STATUS ->
                    response.getGetMaintenanceStatusBuilder().getStatusBuilder();
            case GET_MAINTENANCE_SCHEDULE ->
                    response.getGetMaintenanceScheduleBuilder().getScheduleBuilder();
            default -> throw new IllegalArgumentException(type + " does not read the state");
        }
        return response.build();
    }

    /** Without a weight there is no get_weights at all, as a real master has it. */
    private void addWeights(Response.Builder response) {
        new TreeMap<>(snapshot.weights())
                .forEach(
                        (role, weight) ->
                                response.getGetWeightsBuilder()
                                        .addWeightInfosBuilder()
                                        .setRole(role)
                                        .setWeight(weight));
    }
}

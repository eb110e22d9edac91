package io.mesocosm.master.server;

import io.mesocosm.http.Endpoint;
import io.mesocosm.http.Exchange;
import io.mesocosm.http.HttpRefusal;
import io.mesocosm.http.JsonAnswer;
import io.mesocosm.master.core.snapshot.RoleView;
import io.mesocosm.master.core.snapshot.Snapshot;
import io.mesocosm.master.server.authorization.Permissions;
import io.mesocosm.master.server.loop.MasterLoop;
import io.mesocosm.master.server.operator.SnapshotAnswers;
import io.mesocosm.master.server.outgoing.MasterInfos;
import io.mesocosm.master.server.registry.RegistryJson;
import io.mesocosm.master.server.state.MasterIdentity;
import io.mesocosm.master.server.state.StateJson;
import io.mesocosm.master.server.state.TaskQuery;
import io.mesocosm.protocol.json.JsonWriter;
import io.mesocosm.protocol.json.MesosJson;
import io.mesocosm.protocol.v1.WeightInfo;
import io.mesocosm.protocol.v1.master.Call;
import io.mesocosm.protocol.v1.master.Response;
import java.util.List;
import java.util.function.BiConsumer;

/** The v0 endpoints that read (spec §5.1); each answers from a snapshot of its own. */
record StateEndpoints(MasterLoop loop, MasterIdentity master, Permissions permissions) {

    Endpoint state() {
        return exchange -> {
            MasterIdentity told =
                    permissions.viewer(exchange).seesFlags() ? master : master.withoutFlags();
            exchange.json(
                    of(exchange, (writer, snapshot) -> StateJson.state(writer, told, snapshot)));
        };
    }

    Endpoint summary() {
        return reading((writer, snapshot) -> StateJson.summary(writer, master, snapshot));
    }

    Endpoint roles() {
        return exchange -> {
            List<RoleView> roles = permissions.viewer(exchange).roles(loop.read(s -> s).join());
            exchange.json(writer -> StateJson.roles(writer, roles));
        };
    }

    Endpoint slaves() {
        return exchange -> {
            String agentId = exchange.query("slave_id");
            exchange.json(
                    of(
                            exchange,
                            (writer, snapshot) -> StateJson.slaves(writer, snapshot, agentId)));
        };
    }

    Endpoint frameworks() {
        return exchange -> {
            String id = exchange.query("framework_id");
            exchange.json(
                    of(exchange, (writer, snapshot) -> StateJson.frameworks(writer, snapshot, id)));
        };
    }

    Endpoint tasks() {
        return exchange -> {
            TaskQuery query =
                    TaskQuery.of(
                            exchange.query("framework_id"),
                            exchange.query("task_id"),
                            exchange.query("limit"),
                            exchange.query("offset"),
                            exchange.query("order"));
            exchange.json(
                    of(exchange, (writer, snapshot) -> StateJson.tasks(writer, snapshot, query)));
        };
    }

    Endpoint weights() {
        return message(
                Call.Type.GET_WEIGHTS,
                (writer, response) -> {
                    writer.beginArray();
                    for (WeightInfo weight : response.getGetWeights().getWeightInfosList()) {
                        MesosJson.write(weight, writer);
                    }
                    writer.endArray();
                });
    }

    Endpoint quota() {
        return message(
                Call.Type.GET_QUOTA,
                (writer, r) -> MesosJson.write(r.getGetQuota().getStatus(), writer));
    }

    Endpoint maintenanceSchedule() {
        return message(
                Call.Type.GET_MAINTENANCE_SCHEDULE,
                (writer, r) ->
                        MesosJson.write(r.getGetMaintenanceSchedule().getSchedule(), writer));
    }

    Endpoint maintenanceStatus() {
        return message(
                Call.Type.GET_MAINTENANCE_STATUS,
                (writer, r) -> MesosJson.write(r.getGetMaintenanceStatus().getStatus(), writer));
    }

    /** What a v1 read says, in the form of its v0 endpoint; changes are not served here. */
    private Endpoint message(Call.Type call, BiConsumer<JsonWriter, Response> body) {
        return exchange -> {
            if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
                throw HttpRefusal.of(
                        501,
                        "501 Not Implemented. This master does not change " + exchange.rawPath());
            }
            Response response =
                    new SnapshotAnswers(loop.read(s -> s).join(), permissions.viewer(exchange))
                            .response(call);
            exchange.json(writer -> body.accept(writer, response));
        };
    }

    Endpoint registry() {
        return reading(
                (writer, snapshot) ->
                        RegistryJson.write(writer, MasterInfos.message(master), snapshot));
    }

    private Endpoint reading(BiConsumer<JsonWriter, Snapshot> body) {
        return exchange -> exchange.json(of(exchange, body));
    }

    /** Of what the exchange's principal sees. */
    private JsonAnswer of(Exchange exchange, BiConsumer<JsonWriter, Snapshot> body) {
        Snapshot snapshot = permissions.viewer(exchange).see(loop.read(s -> s).join());
        return writer -> body.accept(writer, snapshot);
    }
}

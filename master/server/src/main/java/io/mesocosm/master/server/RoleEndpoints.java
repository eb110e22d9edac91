package io.mesocosm.master.server;

import io.mesocosm.http.Endpoint;
import io.mesocosm.http.Exchange;
import io.mesocosm.http.HttpRefusal;
import io.mesocosm.master.core.authorization.Action;
import io.mesocosm.master.core.effect.Outcome;
import io.mesocosm.master.core.input.CallHandle;
import io.mesocosm.master.core.input.OperatorCall;
import io.mesocosm.master.server.authorization.Permissions;
import io.mesocosm.master.server.loop.CallTable;
import io.mesocosm.master.server.loop.MasterLoop;
import io.mesocosm.master.server.loop.Outcomes;
import io.mesocosm.master.server.operator.OperatorChanges;
import io.mesocosm.protocol.json.JsonException;
import io.mesocosm.protocol.json.MesosJson;
import io.mesocosm.protocol.v1.WeightInfo;
import io.mesocosm.protocol.v1.master.Call.UpdateWeights;
import io.mesocosm.protocol.v1.quota.QuotaRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** {@code /weights} and {@code /quota}, the older form of operator calls (spec §5.1). */
record RoleEndpoints(
        MasterLoop loop, CallTable calls, StateEndpoints state, Permissions permissions) {

    Endpoint weights() {
        Endpoint read = state.weights();
        return exchange -> {
            exchange.requireMethod("GET", "HEAD", "PUT");
            if (exchange.method().equals("PUT")) {
                List<WeightInfo> weights = told(exchange).getWeightInfosList();
                permissions.requireEach(
                        exchange, Action.UPDATE_WEIGHT, OperatorChanges.roles(weights));
                pass(exchange, OperatorChanges.weights(weights));
            } else {
                read.answer(exchange);
            }
        };
    }

    /** The body is an array, which is no message: it is read as the one field of one. */
    private static UpdateWeights told(Exchange exchange) throws IOException {
        String body = new String(exchange.body(), StandardCharsets.UTF_8).strip();
        if (!body.startsWith("[") || !body.endsWith("]")) {
            throw HttpRefusal.of(
                    400,
                    "Failed to parse update weights request JSON: expected an array of"
                            + " {\"role\":…,\"weight\":…}");
        }
        try {
            return MesosJson.parse(
                    "{\"weight_infos\":" + body + "}", UpdateWeights.getDefaultInstance());
        } catch (JsonException e) {
            throw HttpRefusal.of(
                    400, "Failed to parse update weights request JSON: " + e.getMessage());
        }
    }

    Endpoint quota() {
        Endpoint read = state.quota();
        return exchange -> {
            exchange.requireMethod("GET", "HEAD", "POST", "DELETE");
            switch (exchange.method()) {
                case "POST" -> {
                    QuotaRequest request = request(exchange);
                    permissions.require(exchange, Action.UPDATE_QUOTA, request.getRole());
                    pass(exchange, OperatorChanges.setQuota(request));
                }
                case "DELETE" -> {
                    String role = role(exchange);
                    permissions.require(exchange, Action.UPDATE_QUOTA, role);
                    pass(exchange, OperatorChanges.removeQuota(role));
                }
                default -> read.answer(exchange);
            }
        };
    }

    private static QuotaRequest request(Exchange exchange) throws IOException {
        try {
            return MesosJson.parse(exchange.body(), QuotaRequest.getDefaultInstance());
        } catch (JsonException e) {
            throw HttpRefusal.of(400, "Failed to parse set quota request JSON: " + e.getMessage());
        }
    }

    private static String role(Exchange exchange) {
        if (exchange.rest().isEmpty()) {
            throw HttpRefusal.of(
                    400, "Failed to remove quota: name the role in the path, as in /quota/ROLE");
        }
        return String.join("/", exchange.rest());
    }

    private void pass(Exchange exchange, Function<CallHandle, OperatorCall> call)
            throws IOException {
        CompletableFuture<Outcome> answered = new CompletableFuture<>();
        loop.submit(call.apply(calls.open(answered::complete)));
        Outcomes.answer(exchange, answered.join());
    }
}

package io.mesocosm.operator.role;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Weights and quotas that a master has; of a role that is not named it has none. */
record MasterRoles(Map<String, Double> weights, Map<String, RoleQuota> quotas) {
    static final double USUAL = 1;

    /**
     * As it tells them.
     *
     * @param weights the answer to GET_WEIGHTS
     * @param quotas the answer to GET_QUOTA
     */
    static MasterRoles read(JsonNode weights, JsonNode quotas) {
        Map<String, Double> weightOf = new HashMap<>();
        for (JsonNode info : weights.path("weight_infos")) {
            weightOf.put(info.path("role").asText(), info.path("weight").asDouble());
        }
        Map<String, RoleQuota> quotaOf = new HashMap<>();
        for (JsonNode config : quotas.path("status").path("configs")) {
            quotaOf.put(config.path("role").asText(), RoleQuota.read(config));
        }
        return new MasterRoles(weightOf, quotaOf);
    }

    double weight(String role) {
        return Objects.requireNonNullElse(weights.get(role), USUAL);
    }

    RoleQuota quota(String role) {
        return Objects.requireNonNullElse(quotas.get(role), RoleQuota.NONE);
    }
}

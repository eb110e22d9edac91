package io.mesocosm.master.server.outgoing;

import io.mesocosm.master.core.registry.RegistryContent.QuotaSpec;
import io.mesocosm.protocol.v1.Resource;
import io.mesocosm.protocol.v1.Value;
import io.mesocosm.protocol.v1.quota.QuotaConfig;
import io.mesocosm.protocol.v1.quota.QuotaInfo;
import io.mesocosm.protocol.v1.quota.QuotaStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Quotas as messages, as the registry keeps them too. */
public final class QuotaMessages {
    private QuotaMessages() {}

    /** What GET_QUOTA tells: each quota in its present and in its older form. */
    @SuppressWarnings("deprecation") // infos are the older form, and still read
    public static QuotaStatus status(Map<String, QuotaSpec> quotas) {
        QuotaStatus.Builder status = QuotaStatus.newBuilder();
        new TreeMap<>(quotas)
                .forEach(
                        (role, quota) ->
                                status.addInfos(info(role, quota)).addConfigs(config(role, quota)));
        return status.build();
    }

    private static QuotaInfo info(String role, QuotaSpec quota) {
        QuotaInfo.Builder info = QuotaInfo.newBuilder().setRole(role);
        new TreeMap<>(quota.guarantees())
                .forEach(
                        (name, amount) ->
                                info.addGuaranteeBuilder()
                                        .setName(name)
                                        .setType(Value.Type.SCALAR)
                                        .setScalar(scalar(amount)));
        return info.build();
    }

    /** A role's quota. */
    public static QuotaConfig config(String role, QuotaSpec quota) {
        QuotaConfig.Builder config = QuotaConfig.newBuilder().setRole(role);
        quota.guarantees().forEach((name, amount) -> config.putGuarantees(name, scalar(amount)));
        quota.limits().forEach((name, amount) -> config.putLimits(name, scalar(amount)));
        return config.build();
    }

    private static Value.Scalar scalar(double value) {
        return Value.Scalar.newBuilder().setValue(value).build();
    }

    /** The quota of a message. */
    public static QuotaSpec read(QuotaConfig config) {
        return new QuotaSpec(amounts(config.getGuaranteesMap()), amounts(config.getLimitsMap()));
    }

    private static Map<String, Double> amounts(Map<String, Value.Scalar> scalars) {
        Map<String, Double> amounts = new HashMap<>();
        scalars.forEach((name, scalar) -> amounts.put(name, scalar.getValue()));
        return amounts;
    }

    /** Why a resource is no plain amount, as guarantees of the older form must be. */
    public static Optional<String> fault(Resource resource) {
        if (resource.getReservationsCount() > 0 || resource.hasReservation()) {
            return Optional.of("QuotaInfo must not contain any ReservationInfo");
        }
        if (resource.hasDisk()) {
            return Optional.of("QuotaInfo must not contain DiskInfo");
        }
        if (resource.hasRevocable()) {
            return Optional.of("QuotaInfo must not contain RevocableInfo");
        }
        if (resource.getType() != Value.Type.SCALAR || !resource.hasScalar()) {
            return Optional.of("QuotaInfo must not include non-scalar resources");
        }
        return Optional.empty();
    }
}

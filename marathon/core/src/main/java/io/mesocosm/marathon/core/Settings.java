package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.draft.NormalizationRules;
import io.mesocosm.marathon.core.validation.AppRules;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The settings of the core, with their defaults in {@link #DEFAULT} (spec §8). */
public record Settings(
        String mesosRole,
        Set<String> features,
        int localPortMin,
        int localPortMax,
        int maxRunningDeployments,
        @Nullable Integer maxApps,
        @Nullable String defaultNetworkName,
        String mesosBridgeName,
        String envVarsPrefix,
        boolean newGroupEnforceRole,
        int maxVersions,
        Duration taskLaunchTimeout,
        int launchTokens,
        Duration launchTokenInterval,
        int maxInstancesPerOffer,
        Duration declineOfferDuration,
        Duration minReviveInterval,
        boolean suppressOffers,
        int killChunkSize,
        Duration killRetryTimeout,
        Duration reconciliationInitialDelay,
        Duration reconciliationInterval,
        Duration scaleAppsInitialDelay,
        Duration scaleAppsInterval) {

    public static final Settings DEFAULT =
            new Settings(
                    "*",
                    Set.of(),
                    10000,
                    20000,
                    100,
                    null,
                    null,
                    "mesos-bridge",
                    "",
                    false,
                    50,
                    Duration.ofMinutes(5),
                    10_000,
                    Duration.ofSeconds(30),
                    1000,
                    Duration.ofSeconds(120),
                    Duration.ofSeconds(5),
                    true,
                    100,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(600),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(300));

    public NormalizationRules normalizationRules() {
        return new NormalizationRules(defaultNetworkName, mesosBridgeName);
    }

    public AppRules appRules() {
        return new AppRules(features, mesosRole);
    }
}

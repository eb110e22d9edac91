package io.mesocosm.marathon.core.draft;

import org.jspecify.annotations.Nullable;

/** The settings that normalisation depends on. */
public record NormalizationRules(@Nullable String defaultNetworkName, String mesosBridgeName) {

    public static final NormalizationRules DEFAULT = new NormalizationRules(null, "mesos-bridge");
}

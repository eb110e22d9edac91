package io.mesocosm.marathon.core.validation;

import java.util.Set;

/** The settings that validation depends on. */
public record AppRules(Set<String> features, String mesosRole) {

    public static final AppRules DEFAULT = new AppRules(Set.of(), "*");

    /** Marathon's words for a feature that is off, its stray parenthesis included. */
    public static String notEnabled(String feature) {
        return "Feature "
                + feature
                + " is not enabled. Enable with --enable_features "
                + feature
                + ")";
    }
}

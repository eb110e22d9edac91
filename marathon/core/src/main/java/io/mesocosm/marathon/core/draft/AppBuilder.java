package io.mesocosm.marathon.core.draft;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.app.Constraint;
import io.mesocosm.marathon.core.app.Container;
import io.mesocosm.marathon.core.app.KillSelection;
import io.mesocosm.marathon.core.app.Network;
import io.mesocosm.marathon.core.app.UnreachableStrategy;
import io.mesocosm.marathon.core.app.UpgradeStrategy;
import io.mesocosm.marathon.core.app.VersionInfo;
import io.mesocosm.marathon.core.path.PathId;
import io.mesocosm.marathon.core.validation.ConstraintRules;
import io.mesocosm.marathon.core.validation.Violations;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Fills the defaults into a normalised draft and makes the canonical app of it (spec §2.2). */
public final class AppBuilder {

    private AppBuilder() {}

    /** The app; what cannot be read is left out of it and noted as a violation. */
    public static App build(
            AppDraft draft, PathId id, String role, VersionInfo version, Violations violations) {
        Container container = draft.container == null ? null : draft.container.build();
        return new App(
                id,
                draft.cmd,
                list(draft.args),
                draft.user,
                map(draft.env),
                draft.instances == null ? 1 : draft.instances,
                draft.resources(),
                draft.resourceLimits,
                draft.executor == null ? "" : draft.executor,
                draft.executorResources,
                constraints(draft, violations),
                list(draft.fetch),
                list(draft.portDefinitions),
                Boolean.TRUE.equals(draft.requirePorts),
                draft.networks == null ? List.of(Network.HOST) : list(draft.networks),
                container,
                list(draft.healthChecks),
                draft.check,
                list(draft.readinessChecks),
                draft.backOff(),
                draft.taskKillGracePeriodSeconds,
                dependencies(draft.dependencies, id),
                upgradeStrategy(draft),
                map(draft.labels),
                list(draft.acceptedResourceRoles),
                role,
                Objects.requireNonNullElse(draft.unreachableStrategy, UnreachableStrategy.DEFAULT),
                Objects.requireNonNullElse(draft.killSelection, KillSelection.YOUNGEST_FIRST),
                draft.tty,
                version);
    }

    private static UpgradeStrategy upgradeStrategy(AppDraft draft) {
        if (draft.upgradeStrategy != null) {
            return draft.upgradeStrategy;
        }
        boolean single =
                draft.labels != null
                        && "true".equals(draft.labels.get("MARATHON_SINGLE_INSTANCE_APP"));
        return single ? UpgradeStrategy.SINGLE_INSTANCE : UpgradeStrategy.DEFAULT;
    }

    private static List<Constraint> constraints(AppDraft draft, Violations violations) {
        List<Constraint> result = new ArrayList<>();
        List<List<String>> raw = draft.constraints == null ? List.of() : draft.constraints;
        for (int i = 0; i < raw.size(); i++) {
            ConstraintRules.parse(raw.get(i), violations.at("/constraints", i))
                    .ifPresent(result::add);
        }
        return List.copyOf(result);
    }

    /**
     * Dependencies that begin with a dot are relative to the app itself, bare names to its group.
     */
    public static List<PathId> dependencies(@Nullable List<String> raw, PathId id) {
        if (raw == null) {
            return List.of();
        }
        return raw.stream()
                .map(d -> PathId.resolve(d, d.startsWith(".") ? id : id.parent()))
                .distinct()
                .toList();
    }

    private static <T> List<T> list(@Nullable List<T> raw) {
        return raw == null ? List.of() : List.copyOf(raw);
    }

    private static Map<String, String> map(@Nullable Map<String, String> raw) {
        return raw == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(raw));
    }
}

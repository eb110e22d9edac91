package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.app.VersionInfo;
import io.mesocosm.marathon.core.draft.AppBuilder;
import io.mesocosm.marathon.core.draft.AppDraft;
import io.mesocosm.marathon.core.draft.DeprecatedForms;
import io.mesocosm.marathon.core.draft.Normalization;
import io.mesocosm.marathon.core.group.Group;
import io.mesocosm.marathon.core.group.GroupRules;
import io.mesocosm.marathon.core.path.PathId;
import io.mesocosm.marathon.core.validation.AppValidation;
import io.mesocosm.marathon.core.validation.Violations;
import org.jspecify.annotations.Nullable;

/** Makes canonical apps of what clients wrote, or says what is wrong with it (spec §2.5). */
final class Definitions {

    private final World world;

    Definitions(World world) {
        this.world = world;
    }

    /** The app that a whole definition describes, in the given tree. */
    App whole(AppDraft draft, PathId id, Group root, Violations violations) {
        DeprecatedForms.check(draft, violations);
        return canonical(draft, id, root, violations);
    }

    /** The app that an update makes of the one that exists. */
    App updated(App existing, AppDraft update, Group root, Violations violations) {
        DeprecatedForms.check(update, violations);
        AppDraft merged = AppDraft.of(existing);
        merged.overlay(update);
        return canonical(merged, existing.id(), root, violations);
    }

    private App canonical(AppDraft draft, PathId id, Group root, Violations violations) {
        Normalization.apply(draft, world.settings.normalizationRules());
        App before = world.root.app(id);
        String role = draft.role != null ? draft.role : heldRole(before, root, id);
        VersionInfo stamp = VersionInfo.created(world.now);
        App app = AppBuilder.build(draft, id, role, stamp, violations);
        AppValidation.check(app, world.settings.appRules(), violations);
        GroupRules.checkRole(root, app, before, world.settings.mesosRole(), violations);
        return app;
    }

    private String heldRole(@Nullable App before, Group root, PathId id) {
        return before != null
                ? before.role()
                : GroupRules.defaultRole(root, id, world.settings.mesosRole());
    }
}

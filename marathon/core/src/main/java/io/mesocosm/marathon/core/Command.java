package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.draft.AppDraft;
import io.mesocosm.marathon.core.draft.GroupDraft;
import io.mesocosm.marathon.core.path.InstanceId;
import io.mesocosm.marathon.core.path.PathId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A change that a client of the REST API asks for. */
public sealed interface Command {

    /** How a definition meets the one that exists. */
    enum Mode {
        /** Lay it over; make what is missing. */
        PUT,
        /** Take it whole, with defaults for what it leaves out; make what is missing. */
        REPLACE,
        /** Lay it over; refuse what is missing. */
        PATCH
    }

    /** Who asks, for the event that tells of it. */
    record Caller(String clientIp, String uri) {}

    /** Make an app that must not exist yet. */
    record CreateApp(AppDraft app, boolean force, Caller caller) implements Command {}

    /** Change one app. */
    record UpdateApp(PathId id, AppDraft app, Mode mode, boolean force, Caller caller)
            implements Command {}

    /** Change several apps in one deployment. */
    record UpdateApps(List<AppDraft> apps, Mode mode, boolean force) implements Command {}

    /** Remove an app. */
    record DeleteApp(PathId id, boolean force) implements Command {}

    /** Replace all instances of an app by new ones. */
    record RestartApp(PathId id, boolean force) implements Command {}

    /** Kill instances, and shrink the app or forget the instances if asked to. */
    record KillTasks(List<InstanceId> instances, boolean scale, boolean wipe, boolean force)
            implements Command {}

    /** Make a group that must not exist yet. */
    record CreateGroup(PathId id, GroupDraft group, boolean force) implements Command {}

    /** Change a group, or make it. */
    record UpdateGroup(PathId id, GroupDraft group, boolean force, boolean dryRun)
            implements Command {}

    /** Remove a group with all that is in it. */
    record DeleteGroup(PathId id, boolean force) implements Command {}

    /** Set whether a first-level group prescribes its role; null for what new groups do. */
    record EnforceRole(PathId id, @Nullable Boolean enforce) implements Command {}

    /** Take a deployment back, or only forget it when forced. */
    record CancelDeployment(String id, boolean force) implements Command {}

    /** Let an app be launched at once. */
    record ResetDelay(PathId app) implements Command {}
}

package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.deployment.GroupChange;
import io.mesocosm.marathon.core.deployment.Plan;
import io.mesocosm.marathon.core.instance.Instance;
import io.mesocosm.marathon.core.path.InstanceId;
import io.mesocosm.marathon.core.path.PathId;
import java.time.Instant;

/** A change of the store; all writes of one step are one transaction. */
public sealed interface Write {

    /** The present definition of an app. */
    record PutApp(App app) implements Write {}

    /** The app is gone. */
    record RemoveApp(PathId id) implements Write {}

    /** A version of an app to keep. */
    record PutVersion(App app) implements Write {}

    /** A version of an app to forget. */
    record RemoveVersion(PathId id, Instant version) implements Write {}

    /** A group itself, without its apps. */
    record PutGroup(PathId id, GroupChange.State state, Instant version) implements Write {}

    /** The group is gone. */
    record RemoveGroup(PathId id) implements Write {}

    /** An instance as it is now. */
    record PutInstance(Instance instance) implements Write {}

    /** The instance is gone. */
    record RemoveInstance(InstanceId id) implements Write {}

    /** A deployment that runs. */
    record PutDeployment(Plan plan) implements Write {}

    /** The deployment is over. */
    record RemoveDeployment(String id) implements Write {}

    /** A step in the history of the root group. */
    record PutHistory(RootChange change) implements Write {}

    /** A step in the history to forget. */
    record RemoveHistory(Instant version) implements Write {}

    /** The last failure of an app. */
    record PutFailure(TaskFailure failure) implements Write {}

    /** The failure is forgotten. */
    record RemoveFailure(PathId id) implements Write {}

    /** The id the master knows Marathon by. */
    record PutFrameworkId(String id) implements Write {}
}

package io.mesocosm.master.core.task;

import io.mesocosm.master.core.authorization.Action;
import io.mesocosm.master.core.authorization.Authorizer;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.operation.Operation.LaunchGroup;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a framework may launch as a user, and if not, why in Mesos's words (spec §9). */
record TaskAuthorization(Authorizer authorizer) {

    /** One task of a LAUNCH. */
    Optional<String> launch(TaskSpec task, Framework framework) {
        String user = user(task.user(), framework);
        return may(user, framework)
                ? Optional.empty()
                : Optional.of(
                        "Principal '"
                                + principal(framework)
                                + "' no authorized to "
                                + launching(task, framework, user));
    }

    /**
     * All tasks of a LAUNCH_GROUP; of several that may not, the last one is told of. Their executor
     * runs as a user too, which Mesos leaves to its agents to ask for.
     */
    Optional<String> launch(LaunchGroup group, Framework framework) {
        String executor = group.executor().user();
        Optional<String> refused = Optional.empty();
        for (TaskSpec task : group.tasks()) {
            String user = user(task.user(), framework);
            if (may(user, framework) && executor != null && !may(executor, framework)) {
                user = executor;
            }
            if (!may(user, framework)) {
                refused =
                        Optional.of(
                                "Task '"
                                        + task.id()
                                        + "' is not authorized to "
                                        + launching(task, framework, user));
            }
        }
        return refused;
    }

    private boolean may(String user, Framework framework) {
        return authorizer.allows(framework.spec().principal(), Action.RUN_TASK, user);
    }

    private static String user(@Nullable String own, Framework framework) {
        return own == null ? framework.spec().user() : own;
    }

    private static String principal(Framework framework) {
        String principal = framework.spec().principal();
        return principal == null ? "" : principal;
    }

    private static String launching(TaskSpec task, Framework framework, String user) {
        return "launch task "
                + task.id()
                + " of framework "
                + framework.id()
                + " under user '"
                + user
                + "'";
    }
}

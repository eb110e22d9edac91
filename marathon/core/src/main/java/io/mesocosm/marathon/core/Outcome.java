package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.deployment.Plan;
import io.mesocosm.marathon.core.instance.Instance;
import io.mesocosm.marathon.core.validation.Violation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to a {@link Command}; the edge turns each into a status and a body (spec §1.2). */
public sealed interface Outcome {

    /** A deployment leads there; {@code app} is the one app concerned, if it is one. */
    record Deployed(String deployment, Instant version, @Nullable App app, boolean created)
            implements Outcome {}

    /** What a dry run would have done. */
    record Planned(Plan plan) implements Outcome {}

    /** These instances are being killed. */
    record Killed(List<Instance> instances) implements Outcome {}

    /** Done, with nothing to tell. */
    record Done() implements Outcome {}

    /** What the request names does not exist. */
    record NotFound(String message) implements Outcome {}

    /** The id is taken. */
    record Conflict(String message) implements Outcome {}

    /** These deployments hold an app that the change concerns. */
    record Locked(List<String> deployments) implements Outcome {}

    /** The definition breaks these rules. */
    record Invalid(List<Violation> violations) implements Outcome {}

    /** The request makes no sense for this message's reason. */
    record Unprocessable(String message) implements Outcome {}

    /** The request contradicts itself. */
    record BadRequest(String message) implements Outcome {}

    /** A limit of this Marathon forbids it. */
    record Forbidden(String message) implements Outcome {}

    /** It could not be done, through no fault of the request. */
    record Failed(String message) implements Outcome {}
}

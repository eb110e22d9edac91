package io.mesocosm.marathon.core.path;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The id of one run of an instance, {@code <instance>._app.<incarnation>} (spec §1.6). */
public record TaskId(String value) {

    private static final Pattern WITH_INCARNATION =
            Pattern.compile("^((.+)\\.(instance-|marathon-)([^.]+))\\._app\\.([0-9]{1,9})$");
    private static final Pattern INSTANCE =
            Pattern.compile("^(.+)\\.(instance-|marathon-)([^.]+)(\\.[^.]+)?(\\.[^.]+)?$");
    private static final Pattern LEGACY =
            Pattern.compile("^(.+)\\.([0-9a-fA-F]{8}-[0-9a-fA-F-]{27})$");

    public static TaskId of(InstanceId instance, int incarnation) {
        return new TaskId(instance.value() + "._app." + incarnation);
    }

    /**
     * The instance that a task or instance id names; legacy {@code <safe>.<uuid>} ids are accepted.
     */
    public static Optional<InstanceId> instanceOf(String raw) {
        Matcher matcher = INSTANCE.matcher(raw);
        if (matcher.matches()) {
            return Optional.of(
                    new InstanceId(matcher.group(1) + "." + matcher.group(2) + matcher.group(3)));
        }
        Matcher legacy = LEGACY.matcher(raw);
        return legacy.matches()
                ? Optional.of(new InstanceId(legacy.group(1) + ".marathon-" + legacy.group(2)))
                : Optional.empty();
    }

    /** The incarnation the id ends in; 0 for ids of another form. */
    public int incarnation() {
        Matcher matcher = WITH_INCARNATION.matcher(value);
        return matcher.matches() ? Integer.parseInt(matcher.group(5)) : 0;
    }

    @Override
    public String toString() {
        return value;
    }
}

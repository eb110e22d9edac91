package io.mesocosm.marathon.core.path;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of an instance, {@code <safe path>.instance-<uuid>} (spec §1.6); it outlives its tasks.
 */
public record InstanceId(String value) implements Comparable<InstanceId> {

    private static final Pattern FORM = Pattern.compile("^(.+)\\.(instance-|marathon-)([^.]+)$");

    public static InstanceId of(PathId app, String uuid) {
        return new InstanceId(app.safe() + ".instance-" + uuid);
    }

    /** Reads an instance id as a client gives it; empty if it has another form. */
    public static Optional<InstanceId> parse(String raw) {
        return FORM.matcher(raw).matches() ? Optional.of(new InstanceId(raw)) : Optional.empty();
    }

    /** The app of this instance, as far as its id tells. */
    public PathId app() {
        Matcher matcher = FORM.matcher(value);
        return matcher.matches() ? PathId.of(matcher.group(1).replace('_', '/')) : PathId.ROOT;
    }

    @Override
    public int compareTo(InstanceId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}

package io.mesocosm.marathon.core.instance;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.app.Constraint;
import io.mesocosm.marathon.core.app.KillSelection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Chooses who dies when an app shrinks (spec §3, scale down). */
public final class Victims {

    private Victims() {}

    /** The given number of instances, those that are least missed first. */
    public static List<Instance> choose(App app, List<Instance> from, int count) {
        List<Instance> left = new ArrayList<>(from);
        left.sort(order(app.killSelection()));
        List<Instance> chosen = new ArrayList<>();
        while (chosen.size() < count && !left.isEmpty()) {
            Instance next = left.getFirst();
            for (Constraint constraint : app.constraints()) {
                if (constraint.operator() == Constraint.Operator.GROUP_BY) {
                    next = fromFullestGroup(left, constraint.field());
                }
            }
            left.remove(next);
            chosen.add(next);
        }
        return chosen;
    }

    private static Comparator<Instance> order(KillSelection selection) {
        Comparator<Instance> age = Comparator.comparing(Victims::startedAt);
        return Comparator.<Instance>comparingInt(i -> rank(i.condition()))
                .thenComparing(selection == KillSelection.YOUNGEST_FIRST ? age.reversed() : age)
                .thenComparing(Instance::id);
    }

    private static Instant startedAt(Instance instance) {
        Task task = instance.task();
        return task == null ? instance.since() : task.stagedAt();
    }

    private static int rank(Condition condition) {
        return switch (condition) {
            case SCHEDULED, PROVISIONED -> 0;
            case UNREACHABLE, UNREACHABLE_INACTIVE -> 1;
            case STAGING -> 2;
            case STARTING -> 3;
            case RUNNING -> 4;
            case KILLING, FINISHED, FAILED, KILLED, ERROR, DROPPED, GONE, UNKNOWN -> 5;
        };
    }

    private static Instance fromFullestGroup(List<Instance> sorted, String field) {
        Map<String, Integer> sizes = new HashMap<>();
        for (Instance instance : sorted) {
            sizes.merge(String.valueOf(value(instance, field)), 1, Integer::sum);
        }
        Instance best = sorted.getFirst();
        int most = -1;
        for (Instance instance : sorted) {
            int size = sizes.getOrDefault(String.valueOf(value(instance, field)), 0);
            if (instance.task() == null) {
                return instance;
            }
            if (size > most) {
                most = size;
                best = instance;
            }
        }
        return best;
    }

    /** What the constraint field is for the agent of this instance, or null. */
    public static @Nullable String value(Instance instance, String field) {
        Task task = instance.task();
        return task == null ? null : Fields.value(task.placement(), field);
    }
}

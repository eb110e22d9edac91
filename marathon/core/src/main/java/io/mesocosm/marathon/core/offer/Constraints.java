package io.mesocosm.marathon.core.offer;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.app.Constraint;
import io.mesocosm.marathon.core.instance.Fields;
import io.mesocosm.marathon.core.instance.Placement;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether an agent satisfies an app's constraints, given where its instances are (spec §4.1). */
public final class Constraints {

    private Constraints() {}

    public static boolean allow(App app, Placement agent, List<Placement> placed) {
        return app.constraints().stream().allMatch(c -> allows(c, agent, placed));
    }

    static boolean allows(Constraint constraint, Placement agent, List<Placement> placed) {
        String value = Fields.value(agent, constraint.field());
        if (value == null) {
            return constraint.operator() == Constraint.Operator.UNLIKE;
        }
        String wanted = constraint.value();
        List<String> taken =
                placed.stream()
                        .map(p -> Fields.value(p, constraint.field()))
                        .filter(Objects::nonNull)
                        .toList();
        return switch (constraint.operator()) {
            case UNIQUE -> !taken.contains(value);
            case CLUSTER ->
                    (wanted != null && !wanted.isEmpty())
                            ? wanted.equals(value)
                            : taken.isEmpty() || taken.getFirst().equals(value);
            case GROUP_BY -> groupBy(value, wanted, taken);
            case LIKE -> wanted != null && Pattern.matches(wanted, value);
            case UNLIKE -> wanted == null || !Pattern.matches(wanted, value);
            case MAX_PER ->
                    wanted != null
                            && taken.stream().filter(value::equals).count()
                                    < Integer.parseInt(wanted);
            case IS -> wanted != null && is(wanted, value);
        };
    }

    /** The rule up to 1.10: a new value is welcome, a known one only when it is the rarest. */
    private static boolean groupBy(String value, @Nullable String wanted, List<String> taken) {
        Map<String, Integer> sizes = new HashMap<>();
        taken.forEach(t -> sizes.merge(t, 1, Integer::sum));
        Integer own = sizes.get(value);
        if (own == null) {
            return true;
        }
        int minimum = wanted == null ? 0 : Integer.parseInt(wanted);
        return sizes.size() >= minimum && own <= least(sizes.values());
    }

    private static int least(Collection<Integer> sizes) {
        return sizes.stream().mapToInt(Integer::intValue).min().orElse(0);
    }

    private static boolean is(String wanted, String value) {
        try {
            return Math.round(Double.parseDouble(wanted) * 1000)
                    == Math.round(Double.parseDouble(value) * 1000);
        } catch (NumberFormatException e) {
            return wanted.equals(value);
        }
    }
}

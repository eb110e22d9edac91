package io.mesocosm.marathon.server.json;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/** What a reader wants to see beside an app (spec §1.3, embed). */
public enum Embed {
    TASKS,
    COUNTS,
    DEPLOYMENTS,
    READINESS,
    LAST_TASK_FAILURE,
    TASK_STATS;

    /** What the values of the query ask for; unknown ones ask for nothing. */
    public static Set<Embed> parse(Collection<String> values, Set<Embed> always) {
        EnumSet<Embed> result = EnumSet.noneOf(Embed.class);
        result.addAll(always);
        for (String value : values) {
            switch (bare(value)) {
                case "tasks" -> {
                    result.add(TASKS);
                    result.add(DEPLOYMENTS);
                }
                case "counts" -> result.add(COUNTS);
                case "deployments" -> result.add(DEPLOYMENTS);
                case "readiness" -> result.add(READINESS);
                case "lastTaskFailure" -> result.add(LAST_TASK_FAILURE);
                case "failures" -> {
                    result.add(TASKS);
                    result.add(DEPLOYMENTS);
                    result.add(LAST_TASK_FAILURE);
                }
                case "taskStats" -> result.add(TASK_STATS);
                default -> {}
            }
        }
        return result;
    }

    private static String bare(String value) {
        for (String prefix : new String[] {"group.apps.", "apps.", "app."}) {
            if (value.startsWith(prefix)) {
                return value.substring(prefix.length());
            }
        }
        return value;
    }
}

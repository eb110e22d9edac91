package io.mesocosm.master.core.authorization;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a principal may do something, by rules in their order: the first that is about both
 * the principal and the object decides; where none is, all may or nobody, as the rules are
 * permissive or not. So decides Mesos's local authorizer (spec §9). Immutable.
 */
public final class Authorizer {
    /** Allows all: there are no rules. */
    public static final Authorizer OPEN = new Authorizer(Map.of(), true);

    private final Map<Action, List<Decision>> decisions = new EnumMap<>(Action.class);
    private final boolean permissive;

    /**
     * @param rules in the order in which they are looked at
     * @param permissive what is said where no rule fits
     */
    public Authorizer(Map<Action, List<Rule>> rules, boolean permissive) {
        rules.forEach((action, list) -> decisions.put(action, decisions(action, list)));
        this.permissive = permissive;
    }

    /** A rule whose roles are either named, or all below one. */
    private record Decision(Entity principals, Entity objects, @Nullable String below) {

        boolean matches(@Nullable String principal, @Nullable String object) {
            return principals.matches(principal)
                    && (below == null
                            ? objects.matches(object)
                            : object != null && object.startsWith(below));
        }

        boolean allows(@Nullable String principal, @Nullable String object) {
            return principals.allows(principal) && (below != null || objects.allows(object));
        }
    }

    private static List<Decision> decisions(Action action, List<Rule> rules) {
        List<Decision> decisions = new ArrayList<>();
        for (Rule rule : rules) {
            if (action.objects() == Action.Objects.ROLES
                    && rule.objects() instanceof Entity.Some(Set<String> roles)) {
                split(rule.principals(), roles, decisions);
            } else {
                decisions.add(new Decision(rule.principals(), rule.objects(), null));
            }
        }
        return List.copyOf(decisions);
    }

    /** One after the other and alike, they say the same in any order. */
    private static void split(Entity principals, Set<String> roles, List<Decision> decisions) {
        Set<String> named = new TreeSet<>();
        for (String role : new TreeSet<>(roles)) {
            if (role.endsWith("/%")) {
                String below = role.substring(0, role.length() - 1);
                decisions.add(new Decision(principals, new Entity.Any(), below));
            } else {
                named.add(role);
            }
        }
        if (!named.isEmpty()) {
            decisions.add(new Decision(principals, new Entity.Some(named), null));
        }
    }

    /**
     * Whether the principal may.
     *
     * @param principal null for one who has proved nothing: only rules about everybody count
     * @param object to what; null for any at all: only rules about everything count
     */
    public boolean allows(@Nullable String principal, Action action, @Nullable String object) {
        for (Decision one : decisions.getOrDefault(requireNonNull(action, "action"), List.of())) {
            if (one.matches(principal, object)) {
                return one.allows(principal, object);
            }
        }
        return permissive;
    }

    /** Whether the principal may to each of these; to none at all, where rules are permissive. */
    public boolean allowsEach(
            @Nullable String principal, Action action, Collection<String> objects) {
        return objects.isEmpty()
                ? permissive
                : objects.stream().allMatch(one -> allows(principal, action, one));
    }

    /** Whether there is anything that somebody may not; where not, nobody needs to be asked. */
    public boolean restricts(Action action) {
        return !permissive || decisions.containsKey(action);
    }

    /** What is said where no rule fits, and of what no rule can be about. */
    public boolean isPermissive() {
        return permissive;
    }
}

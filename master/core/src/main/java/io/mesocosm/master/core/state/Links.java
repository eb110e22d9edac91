package io.mesocosm.master.core.state;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which members belong to which owner, in the order they came; owned by the writer's thread. */
public final class Links<O, M> {
    private final Map<O, Set<M>> members = new LinkedHashMap<>();

    public void add(O owner, M member) {
        members.computeIfAbsent(owner, o -> new LinkedHashSet<>()).add(member);
    }

    public void remove(O owner, M member) {
        Set<M> present = members.get(owner);
        if (present != null && present.remove(member) && present.isEmpty()) {
            members.remove(owner);
        }
    }

    /** A copy, so that members may leave while it is walked. */
    public List<M> of(O owner) {
        Set<M> present = members.get(owner);
        return present == null ? List.of() : List.copyOf(present);
    }

    public boolean has(O owner) {
        return members.containsKey(owner);
    }

    public boolean has(O owner, M member) {
        Collection<M> present = members.get(owner);
        return present != null && present.contains(member);
    }

    /** Forgets an owner and all its members. */
    public List<M> removeAll(O owner) {
        Set<M> present = members.remove(owner);
        return present == null ? List.of() : List.copyOf(present);
    }

    public int count(O owner) {
        Set<M> present = members.get(owner);
        return present == null ? 0 : present.size();
    }

    /** The member that came first; the owner must have one. */
    public M first(O owner) {
        return of(owner, 1).getFirst();
    }

    private List<M> of(O owner, int most) {
        return members.getOrDefault(owner, Set.of()).stream().limit(most).toList();
    }
}

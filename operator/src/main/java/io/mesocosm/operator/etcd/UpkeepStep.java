package io.mesocosm.operator.etcd;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** One thing to be done for an etcd that nobody else looks after. */
sealed interface UpkeepStep {
    /** Forget what was before a revision. */
    record Compact(long revision) implements UpkeepStep {}

    /** Write a member's file anew, without its gaps; it answers nobody meanwhile. */
    record Defragment(int member) implements UpkeepStep {}

    /** Take writes again, as far as a member is concerned that had no space. */
    record Disarm(String id) implements UpkeepStep {}

    /**
     * What to do next, in order. Leaders come last: their pause is everybody's.
     *
     * @param members those that answer
     * @param size how many there are
     * @param full ids of members that say that they have no space
     * @param cleaned numbers of those that were defragmented lately because there is no space: to
     *     do so again would give back no more
     */
    static List<UpkeepStep> next(
            List<EtcdMember> members, int size, List<String> full, Set<Integer> cleaned) {
        if (members.isEmpty()) {
            return List.of();
        }
        if (full.isEmpty()) {
            // While one is away, the pause of another may be the whole etcd's.
            return members.size() < size
                    ? List.of()
                    : members.stream()
                            .filter(EtcdMember::isFragmented)
                            .min(Comparator.comparing(EtcdMember::leads))
                            .<UpkeepStep>map(member -> new Defragment(member.number()))
                            .stream()
                            .toList();
        }
        List<EtcdMember> filled =
                members.stream().filter(Predicate.not(EtcdMember::hasRoom)).toList();
        if (filled.isEmpty()) {
            return full.stream().<UpkeepStep>map(Disarm::new).toList();
        }
        // One that was away when the others were cleaned has its turn when it is back.
        List<UpkeepStep> defragment =
                filled.stream()
                        .filter(member -> !cleaned.contains(member.number()))
                        .sorted(Comparator.comparing(EtcdMember::leads))
                        .<UpkeepStep>map(member -> new Defragment(member.number()))
                        .toList();
        if (defragment.isEmpty()) {
            return List.of();
        }
        List<UpkeepStep> steps = new ArrayList<>();
        steps.add(
                new Compact(members.stream().mapToLong(EtcdMember::revision).max().orElseThrow()));
        steps.addAll(defragment);
        return steps;
    }
}

package io.mesocosm.operator.role;

import io.mesocosm.crds.cluster.MesosClusterStatus.RoleStatus;
import io.mesocosm.crds.cluster.Quota;
import io.mesocosm.crds.cluster.Role;
import io.mesocosm.operator.role.RoleChange.SetQuota;
import io.mesocosm.operator.role.RoleChange.SetWeight;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Works out what a master is to be told about roles, and what there is to be remembered of it. */
final class RolePlan {
    private static final RoleStatus NOTHING = new RoleStatus("", null, null);

    /**
     * A role.
     *
     * @param field where the resource names it
     * @param set what the operator has set for it
     */
    private record Line(
            String role,
            String field,
            @Nullable Double weight,
            @Nullable Quota quota,
            RoleStatus set) {}

    private final List<Line> lines;

    private RolePlan(List<Line> lines) {
        this.lines = lines;
    }

    /**
     * The plan.
     *
     * @param wanted roles as the resource has them
     * @param set what the operator has set for roles before, as the status has it
     */
    static RolePlan of(List<Role> wanted, List<RoleStatus> set) {
        Map<String, RoleStatus> before = new TreeMap<>();
        set.forEach(one -> before.put(one.name(), one));
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            Role role = wanted.get(i);
            RoleStatus own = before.remove(role.name());
            lines.add(
                    new Line(
                            role.name(),
                            "spec.roles[%d]".formatted(i),
                            role.weight(),
                            role.quota(),
                            own == null ? NOTHING : own));
        }
        before.forEach(
                (role, own) ->
                        lines.add(
                                new Line(
                                        role,
                                        "spec.roles, which no longer has " + role,
                                        null,
                                        null,
                                        own)));
        return new RolePlan(lines);
    }

    /** What differs from what a master has. */
    List<RoleChange> changes(MasterRoles present) {
        List<RoleChange> changes = new ArrayList<>();
        for (Line line : lines) {
            addWeight(line, present.weight(line.role), changes);
            addQuota(line, present.quota(line.role), changes);
        }
        return changes;
    }

    private static void addWeight(Line line, double present, List<RoleChange> changes) {
        Double named = line.weight;
        if (named == null && line.set.weight() == null) {
            return;
        }
        double weight = named == null ? MasterRoles.USUAL : named;
        if (Double.compare(weight, present) != 0) {
            boolean drifted = named != null && named.equals(line.set.weight());
            changes.add(
                    new SetWeight(
                            line.role,
                            named == null ? line.field : line.field + ".weight",
                            drifted,
                            present,
                            weight));
        }
    }

    private static void addQuota(Line line, RoleQuota present, List<RoleChange> changes) {
        Quota named = line.quota;
        if (named == null && line.set.quota() == null) {
            return;
        }
        RoleQuota quota = named == null ? RoleQuota.NONE : RoleQuota.of(named);
        if (!quota.equals(present)) {
            boolean drifted = named != null && named.equals(line.set.quota());
            changes.add(
                    new SetQuota(
                            line.role,
                            named == null ? line.field : line.field + ".quota",
                            drifted,
                            present,
                            quota));
        }
    }

    /** What the operator has set for roles, when the master has refused some of the changes. */
    List<RoleStatus> after(Collection<RoleChange> refused) {
        List<RoleStatus> after = new ArrayList<>();
        for (Line line : lines) {
            Double weight = line.weight;
            Quota quota = line.quota;
            for (RoleChange change : refused) {
                if (!change.role().equals(line.role)) {
                    continue;
                }
                switch (change) {
                    case SetWeight _ -> weight = line.set.weight();
                    case SetQuota _ -> quota = line.set.quota();
                }
            }
            if (weight != null || quota != null) {
                after.add(new RoleStatus(line.role, weight, quota));
            }
        }
        return after;
    }
}

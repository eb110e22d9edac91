package io.mesocosm.operator.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.crds.cluster.MesosClusterStatus.RoleStatus;
import io.mesocosm.crds.cluster.Quota;
import io.mesocosm.crds.cluster.Quota.Amounts;
import io.mesocosm.crds.cluster.Role;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a master is told about roles, worked out of what is wanted, remembered and there. */
class RolePlanTest {
    private static final MasterRoles FRESH = new MasterRoles(Map.of(), Map.of());

    private static Role role(String name, @Nullable Double weight, @Nullable Quota quota) {
        return new Role(name, weight, quota);
    }

    private static Quota limit(double cpus) {
        return new Quota(new Amounts(cpus, null, null), null);
    }

    private static MasterRoles limited(String role, double cpus) {
        return new MasterRoles(Map.of(), Map.of(role, RoleQuota.of(limit(cpus))));
    }

    private static List<String> told(RolePlan plan, MasterRoles present) {
        return plan.changes(present).stream()
                .map(change -> change.field() + ": " + change.text())
                .toList();
    }

    @Test
    void setsWhatTheMasterHasNotYet() {
        RolePlan plan =
                RolePlan.of(
                        List.of(role("ops", 2.5, null), role("eng", null, limit(0.1))), List.of());
        assertThat(told(plan, FRESH))
                .containsExactly(
                        "spec.roles[0].weight: the weight of role ops was 1.0, not 2.5",
                        "spec.roles[1].quota: the quota of role eng was none, not guarantees none, limits cpus:0.1");
        assertThat(plan.changes(FRESH)).noneMatch(RoleChange::drifted);
        assertThat(plan.after(List.of()))
                .containsExactly(
                        new RoleStatus("ops", 2.5, null), new RoleStatus("eng", null, limit(0.1)));
    }

    @Test
    void saysNothingWhereTheMasterHasIt() {
        assertThat(
                        told(
                                RolePlan.of(List.of(role("eng", 1.0, limit(0.1))), List.of()),
                                limited("eng", 0.1)))
                .isEmpty();
    }

    @Test
    void tellsDriftFromWhatTheResourceChanged() {
        List<RoleStatus> set = List.of(new RoleStatus("eng", null, limit(2)));
        assertThat(
                        RolePlan.of(List.of(role("eng", null, limit(2))), set)
                                .changes(limited("eng", 9)))
                .singleElement()
                .matches(RoleChange::drifted);
        assertThat(
                        RolePlan.of(List.of(role("eng", null, limit(3))), set)
                                .changes(limited("eng", 2)))
                .singleElement()
                .matches(change -> !change.drifted());
    }

    @Test
    void putsBackWhatOthersLimitedBesides() {
        MasterRoles present =
                new MasterRoles(
                        Map.of(),
                        Map.of(
                                "eng",
                                new RoleQuota(Map.of(), Map.of("cpus", 2000L, "gpus", 1000L))));
        assertThat(RolePlan.of(List.of(role("eng", null, limit(2))), List.of()).changes(present))
                .hasSize(1);
    }

    @Test
    void undoesWhatItHadSetForARoleThatLeaves() {
        RolePlan plan = RolePlan.of(List.of(), List.of(new RoleStatus("eng", 2.0, limit(2))));
        MasterRoles present = new MasterRoles(Map.of("eng", 2.0), limited("eng", 2).quotas());
        assertThat(told(plan, present))
                .containsExactly(
                        "spec.roles, which no longer has eng: the weight of role eng was 2.0, not 1.0",
                        "spec.roles, which no longer has eng: the quota of role eng was guarantees none, limits cpus:2.0, not none");
        assertThat(plan.after(List.of())).isEmpty();
        assertThat(plan.after(plan.changes(present).subList(1, 2)))
                .as("the quota is still to be taken away")
                .containsExactly(new RoleStatus("eng", null, limit(2)));
    }

    @Test
    void undoesWhatARoleNoLongerSays() {
        RolePlan plan =
                RolePlan.of(
                        List.of(role("eng", null, limit(2))),
                        List.of(new RoleStatus("eng", 2.0, limit(2))));
        assertThat(plan.changes(new MasterRoles(Map.of("eng", 2.0), limited("eng", 2).quotas())))
                .containsExactly(new RoleChange.SetWeight("eng", "spec.roles[0]", false, 2, 1));
    }

    @Test
    void leavesAloneWhatOthersSetForOtherRoles() {
        MasterRoles present = new MasterRoles(Map.of("other", 5.0, "eng", 5.0), Map.of());
        assertThat(told(RolePlan.of(List.of(role("eng", null, limit(1))), List.of()), present))
                .containsExactly(
                        "spec.roles[0].quota: the quota of role eng was none, not guarantees none, limits cpus:1.0");
    }

    @Test
    void doesNotTakeWhatIsRefusedForSet() {
        RolePlan plan = RolePlan.of(List.of(role("eng", 2.0, limit(1))), List.of());
        assertThat(plan.after(plan.changes(FRESH))).isEmpty();
    }
}

package io.mesocosm.operator.role;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.crds.cluster.MesosCluster;
import io.mesocosm.crds.cluster.MesosClusterStatus;
import io.mesocosm.crds.cluster.MesosClusterStatus.RoleStatus;
import io.mesocosm.crds.cluster.Role;
import io.mesocosm.crds.condition.Condition.Status;
import io.mesocosm.operator.child.ClusterName;
import io.mesocosm.operator.condition.Conditions;
import io.mesocosm.operator.connection.Unreachable;
import io.mesocosm.operator.event.EventRecorder;
import io.mesocosm.operator.master.MasterApi;
import io.mesocosm.operator.role.RoleChange.SetQuota;
import io.mesocosm.operator.role.RoleChange.SetWeight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the leading master weigh and limit roles as the resource says. */
public final class RoleCalls {
    public static final String APPLIED = "RolesApplied";

    private static final Logger LOG = LoggerFactory.getLogger(RoleCalls.class);
    private static final Duration SOON = Duration.ofSeconds(5);

    /** What others change at the master tells nobody here. */
    private static final Duration LOOK = Duration.ofMinutes(1);

    /**
     * What came of it.
     *
     * @param roles what the operator has set
     * @param again when to look next if nothing happens
     */
    public record Outcome(List<RoleStatus> roles, Optional<Duration> again) {}

    private final MasterApi api;
    private final EventRecorder events;
    private final Conditions conditions;

    public RoleCalls(MasterApi api, EventRecorder events, Conditions conditions) {
        this.api = api;
        this.events = events;
        this.conditions = conditions;
    }

    /**
     * Tells the master what differs.
     *
     * @param leads whether there is a master to tell
     */
    public Outcome step(MesosCluster cluster, boolean leads) {
        List<Role> wanted = orEmpty(cluster.getSpec().roles());
        MesosClusterStatus status = cluster.getStatus();
        List<RoleStatus> set = orEmpty(status == null ? null : status.roles());
        if (wanted.isEmpty() && set.isEmpty()) {
            return new Outcome(List.of(), Optional.empty());
        }
        if (!leads) {
            conditions.keep(APPLIED);
            return new Outcome(set, Optional.empty());
        }
        RolePlan plan = RolePlan.of(wanted, set);
        List<RoleChange> changes = List.of();
        List<String> refusals = new ArrayList<>();
        List<RoleChange> undone = new ArrayList<>();
        try {
            ClusterName name = ClusterName.of(cluster);
            changes =
                    plan.changes(
                            MasterRoles.read(
                                    api.ask(name, "GET_WEIGHTS"), api.ask(name, "GET_QUOTA")));
            undone.addAll(changes);
            for (RoleChange change : changes) {
                Optional<String> refusal = tell(name, change);
                if (refusal.isPresent()) {
                    refusals.add(change.field() + ": the master refuses: " + refusal.get());
                } else {
                    undone.remove(change);
                    told(cluster, change);
                }
            }
        } catch (Unreachable e) {
            conditions.set(
                    APPLIED,
                    Status.Unknown,
                    "MasterUnreachable",
                    "the leading master is not reached, to be tried again: " + e.getMessage());
            return new Outcome(changes.isEmpty() ? set : plan.after(undone), Optional.of(SOON));
        }
        return told(cluster, plan, refusals, undone);
    }

    private Outcome told(
            MesosCluster cluster, RolePlan plan, List<String> refusals, List<RoleChange> undone) {
        if (refusals.isEmpty()) {
            conditions.set(
                    APPLIED,
                    true,
                    "Applied",
                    "the master weighs and limits roles as spec.roles says");
            return new Outcome(plan.after(undone), Optional.of(LOOK));
        }
        String message = String.join("; ", refusals);
        conditions.set(APPLIED, false, "Refused", message);
        if (conditions.changed(APPLIED)) {
            events.warning(cluster, "RolesRefused", "SetRoles", message);
        }
        return new Outcome(plan.after(undone), Optional.of(SOON));
    }

    private Optional<String> tell(ClusterName cluster, RoleChange change) throws Unreachable {
        ObjectNode call = JsonNodeFactory.instance.objectNode();
        return switch (change) {
            case SetWeight set -> {
                call.putArray("weight_infos")
                        .addObject()
                        .put("role", set.role())
                        .put("weight", set.weight());
                yield api.tell(cluster, "UPDATE_WEIGHTS", call);
            }
            case SetQuota set -> {
                call.put("force", false)
                        .putArray("quota_configs")
                        .add(set.quota().write(set.role()));
                yield api.tell(cluster, "UPDATE_QUOTA", call);
            }
        };
    }

    private void told(MesosCluster cluster, RoleChange change) {
        LOG.info("cluster={} role={} {}", ClusterName.of(cluster), change.role(), change.text());
        if (change.drifted()) {
            events.warning(
                    cluster,
                    "RoleDrifted",
                    "SetRoles",
                    "%s as %s says: put back; whoever changed it should change the resource"
                            .formatted(change.text(), change.field()));
        }
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}

package io.mesocosm.master.core.authorization;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Optional;

/**
 * What somebody may do or not, as far as this master asks for it; each has a section in Mesos's
 * ACLs, and in its rules a field for that to which it is done (spec §9).
 */
public enum Action {
    REGISTER_FRAMEWORK("register_frameworks", "roles", Objects.ROLES),
    RUN_TASK("run_tasks", "users", Objects.NAMES),
    TEARDOWN_FRAMEWORK("teardown_frameworks", "framework_principals", Objects.NAMES),
    VIEW_FRAMEWORK("view_frameworks", "users", Objects.NAMES),
    VIEW_TASK("view_tasks", "users", Objects.NAMES),
    VIEW_EXECUTOR("view_executors", "users", Objects.NAMES),
    VIEW_ROLE("view_roles", "roles", Objects.ROLES),
    GET_QUOTA("get_quotas", "roles", Objects.ROLES),
    ACCESS_SANDBOX("access_sandboxes", "users", Objects.NAMES),
    GET_ENDPOINT("get_endpoints", "paths", Objects.NAMES),
    ACCESS_MESOS_LOG("access_mesos_logs", "logs", Objects.ALL),
    VIEW_FLAGS("view_flags", "flags", Objects.ALL),
    SET_LOG_LEVEL("set_log_level", "level", Objects.ALL),
    UPDATE_WEIGHT("update_weights", "roles", Objects.ROLES),
    UPDATE_QUOTA("update_quotas", "roles", Objects.ROLES),
    DRAIN_AGENT("drain_agents", "agents", Objects.ALL),
    DEACTIVATE_AGENT("deactivate_agents", "agents", Objects.ALL),
    REACTIVATE_AGENT("reactivate_agents", "agents", Objects.ALL),
    MARK_AGENT_GONE("mark_agents_gone", "agents", Objects.ALL);

    /** What rules may say of objects. */
    public enum Objects {
        /** Some by their names, any or none. */
        NAMES,
        /** As that; {@code eng/%} is each role below {@code eng}. */
        ROLES,
        /** Any or none: there is one of it. */
        ALL
    }

    private final String section;
    private final String field;
    private final Objects objects;

    Action(String section, String field, Objects objects) {
        this.section = requireNonNull(section, "section");
        this.field = requireNonNull(field, "field");
        this.objects = requireNonNull(objects, "objects");
    }

    /** The name of its rules in the ACLs. */
    public String section() {
        return section;
    }

    /** The name of the objects in such a rule. */
    public String field() {
        return field;
    }

    public Objects objects() {
        return objects;
    }

    /** The one whose rules are in this section. */
    public static Optional<Action> of(String section) {
        return Arrays.stream(values()).filter(one -> one.section.equals(section)).findFirst();
    }
}

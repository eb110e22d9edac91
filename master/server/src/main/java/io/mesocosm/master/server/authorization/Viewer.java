package io.mesocosm.master.server.authorization;

import static java.util.Objects.requireNonNull;

import io.mesocosm.master.core.authorization.Action;
import io.mesocosm.master.core.authorization.Authorizer;
import io.mesocosm.master.core.effect.OperatorEvent;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.offer.Offer;
import io.mesocosm.master.core.snapshot.Pages;
import io.mesocosm.master.core.snapshot.RoleView;
import io.mesocosm.master.core.snapshot.Snapshot;
import io.mesocosm.master.core.task.Executor;
import io.mesocosm.master.core.task.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one principal sees of the master's state: what he may not see is left out as if it were not
 * there (spec §9). A task or an executor is seen by whoever may see it and its framework.
 */
public final class Viewer {
    /** Sees all. */
    public static final Viewer ALL = new Viewer(Authorizer.OPEN, null);

    private final Authorizer authorizer;
    private final @Nullable String principal;

    /** By framework, the user that it names; as far as they were met. */
    private final Map<String, String> users = new ConcurrentHashMap<>();

    /**
     * @param principal null for one who has proved nothing
     */
    public Viewer(Authorizer authorizer, @Nullable String principal) {
        this.authorizer = requireNonNull(authorizer, "authorizer");
        this.principal = principal;
    }

    private boolean may(Action action, @Nullable String object) {
        return authorizer.allows(principal, action, object);
    }

    /** Whether the master's flags are shown. */
    public boolean seesFlags() {
        return may(Action.VIEW_FLAGS, null);
    }

    private boolean seesAll() {
        return !authorizer.restricts(Action.VIEW_FRAMEWORK)
                && !authorizer.restricts(Action.VIEW_TASK)
                && !authorizer.restricts(Action.VIEW_EXECUTOR)
                && !authorizer.restricts(Action.VIEW_ROLE)
                && !authorizer.restricts(Action.GET_QUOTA);
    }

    /** The part of the state that is seen. Its roles are {@link #roles}, not its own. */
    public Snapshot see(Snapshot whole) {
        if (seesAll()) {
            return whole;
        }
        learn(whole);
        Predicate<Task> tasks = seen(Action.VIEW_TASK, Users::of, Task::frameworkId);
        Predicate<Executor> executors =
                seen(Action.VIEW_EXECUTOR, Users::of, Executor::frameworkId);
        Predicate<Offer> offers = offer -> seesFramework(offer.frameworkId());
        return new Snapshot(
                only(whole.frameworks(), this::sees),
                whole.completedFrameworks().stream().filter(this::sees).toList(),
                whole.agents(),
                whole.recoveredAgents(),
                whole.unreachableAgents(),
                whole.goneAgents(),
                whole.deactivatedAgents(),
                only(whole.tasks(), tasks),
                only(whole.unreachableTasks(), tasks),
                only(whole.completedTasks(), tasks),
                only(whole.executors(), executors),
                only(whole.offers(), offers),
                only(whole.weights(), Action.VIEW_ROLE),
                only(whole.quotas(), Action.GET_QUOTA),
                whole.streams(),
                whole.counters(),
                whole.at());
    }

    /** The roles that are seen, each with what all frameworks in it have. */
    public List<RoleView> roles(Snapshot whole) {
        List<RoleView> roles = whole.roles();
        return authorizer.restricts(Action.VIEW_ROLE)
                ? roles.stream().filter(role -> may(Action.VIEW_ROLE, role.name())).toList()
                : roles;
    }

    /** Gets to know the frameworks, so that what happens to them later can be judged. */
    public void learn(Snapshot whole) {
        whole.frameworks().forEach(this::learn);
        whole.completedFrameworks().forEach(this::learn);
    }

    private void learn(Framework framework) {
        users.put(framework.id(), framework.spec().user());
    }

    /** Whether an event is told; after {@link #learn}, in the order in which they happen. */
    public boolean sees(OperatorEvent event) {
        return switch (event) {
            case OperatorEvent.TaskAdded(Task task) -> sees(task);
            case OperatorEvent.TaskUpdated(Task task, _, _) -> sees(task);
            case OperatorEvent.AgentAdded _, OperatorEvent.AgentRemoved _ -> true;
            case OperatorEvent.FrameworkAdded(Framework framework) -> meets(framework);
            case OperatorEvent.FrameworkUpdated(Framework framework) -> meets(framework);
            case OperatorEvent.FrameworkRemoved(Framework framework) -> meets(framework);
        };
    }

    private boolean meets(Framework framework) {
        learn(framework);
        return sees(framework);
    }

    private boolean sees(Framework framework) {
        return may(Action.VIEW_FRAMEWORK, framework.spec().user());
    }

    private boolean sees(Task task) {
        return seen(Action.VIEW_TASK, Users::of, Task::frameworkId).test(task);
    }

    private boolean seesFramework(String id) {
        String user = users.get(id);
        return user == null
                ? !authorizer.restricts(Action.VIEW_FRAMEWORK)
                : may(Action.VIEW_FRAMEWORK, user);
    }

    private interface UserOf<T> {
        String of(T one, String ofFramework);
    }

    private interface FrameworkOf<T> {
        String of(T one);
    }

    private <T> Predicate<T> seen(Action action, UserOf<T> user, FrameworkOf<T> framework) {
        Map<String, Boolean> known = new HashMap<>(); // few users have many tasks
        return one -> {
            String id = framework.of(one);
            if (!seesFramework(id)) {
                return false;
            }
            if (!authorizer.restricts(action)) {
                return true;
            }
            String runs = user.of(one, users.getOrDefault(id, ""));
            return known.computeIfAbsent(runs, name -> may(action, name));
        };
    }

    private static <T> Pages<T> only(Pages<T> pages, Predicate<T> seen) {
        List<T> left = new ArrayList<>();
        for (T one : pages) {
            if (seen.test(one)) {
                left.add(one);
            }
        }
        return new Pages<>(new Object[][] {left.toArray()}, left.size());
    }

    private <T> Map<String, T> only(Map<String, T> byRole, Action action) {
        Map<String, T> left = new HashMap<>();
        byRole.forEach(
                (role, value) -> {
                    if (may(action, role)) {
                        left.put(role, value);
                    }
                });
        return Map.copyOf(left);
    }
}

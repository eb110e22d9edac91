package io.mesocosm.master.server.authorization;

import static java.util.Objects.requireNonNull;

import io.mesocosm.http.Exchange;
import io.mesocosm.http.HttpRefusal;
import io.mesocosm.master.core.authorization.Action;
import io.mesocosm.master.core.authorization.Authorizer;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.snapshot.Snapshot;
import io.mesocosm.master.core.task.Executor;
import io.mesocosm.master.core.task.Task;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who is let through to an agent: it sees the master alone, who may see and do all, so the master
 * asks in its place. Sandboxes are for those who may access them; the rest, which is not filtered,
 * for those who may see everything.
 */
public record AgentDoor(Authorizer authorizer) {
    private static final List<Action> EVERYTHING =
            List.of(
                    Action.VIEW_FRAMEWORK,
                    Action.VIEW_TASK,
                    Action.VIEW_EXECUTOR,
                    Action.VIEW_ROLE,
                    Action.VIEW_FLAGS,
                    Action.ACCESS_SANDBOX,
                    Action.ACCESS_MESOS_LOG,
                    Action.GET_ENDPOINT,
                    Action.SET_LOG_LEVEL);

    private static final Set<String> HARMLESS = Set.of("/health", "/ready", "/version");
    private static final Set<String> FILES =
            Set.of("/files/browse", "/files/read", "/files/download");

    public AgentDoor {
        requireNonNull(authorizer, "authorizer");
    }

    /**
     * Refuses those who may not.
     *
     * @param path at the agent, without its query
     * @param snapshot asked for who runs what
     */
    public void require(Exchange exchange, String path, Supplier<Snapshot> snapshot) {
        if (EVERYTHING.stream().noneMatch(authorizer::restricts)) {
            return;
        }
        boolean reads = exchange.method().equals("GET") || exchange.method().equals("HEAD");
        String principal = exchange.principal();
        boolean allowed;
        if (reads && HARMLESS.contains(path)) {
            allowed = true;
        } else if (reads && FILES.contains(plain(path))) {
            allowed = mayRead(principal, exchange.query("path"), snapshot);
        } else {
            allowed = EVERYTHING.stream().allMatch(a -> authorizer.allows(principal, a, null));
        }
        if (!allowed) {
            throw HttpRefusal.of(403);
        }
    }

    /** The agent serves a file's endpoint with and without this. */
    private static String plain(String path) {
        return path.endsWith(".json") ? path.substring(0, path.length() - 5) : path;
    }

    private boolean mayRead(
            @Nullable String principal, @Nullable String path, Supplier<Snapshot> snapshot) {
        if (path != null && path.startsWith("/slave/log")) {
            return authorizer.allows(principal, Action.ACCESS_MESOS_LOG, null);
        }
        String user =
                path == null
                        ? null
                        : SandboxPath.of(path)
                                .map(sandbox -> user(sandbox, snapshot.get()))
                                .orElse(null);
        return authorizer.allows(principal, Action.ACCESS_SANDBOX, user);
    }

    /** Null for what the master does not know. */
    private static @Nullable String user(SandboxPath sandbox, Snapshot snapshot) {
        Framework framework =
                Stream.concat(
                                snapshot.frameworks().stream(),
                                snapshot.completedFrameworks().stream())
                        .filter(one -> one.id().equals(sandbox.frameworkId()))
                        .findFirst()
                        .orElse(null);
        if (framework == null) {
            return null;
        }
        String own = framework.spec().user();
        Executor executor =
                snapshot.executors()
                        .find(
                                one ->
                                        one.frameworkId().equals(sandbox.frameworkId())
                                                && one.spec().id().equals(sandbox.executorId()));
        if (executor != null) {
            return Users.of(executor, own);
        }
        return Stream.of(snapshot.tasks(), snapshot.unreachableTasks(), snapshot.completedTasks())
                .map(tasks -> tasks.find(task -> isOf(task, sandbox)))
                .filter(task -> task != null)
                .findFirst()
                .map(task -> Users.of(task, own))
                .orElse(null);
    }

    /** A command's executor has the task's name. */
    private static boolean isOf(Task task, SandboxPath sandbox) {
        String executor = task.executorId() == null ? task.id() : task.executorId();
        return task.frameworkId().equals(sandbox.frameworkId())
                && executor.equals(sandbox.executorId());
    }
}

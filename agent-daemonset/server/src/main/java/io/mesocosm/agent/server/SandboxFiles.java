package io.mesocosm.agent.server;

import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.executor.ExecutorKey;
import io.mesocosm.agent.server.container.Sandboxes;
import io.mesocosm.http.files.AttachedFiles;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes sandboxes readable at {@code /files}, under the three names that Mesos gives each (spec
 * section 5.3). Any thread.
 */
final class SandboxFiles {
    private final AttachedFiles files;
    private final Sandboxes sandboxes;
    private final Map<ExecutorKey, Set<ContainerId>> runs = new ConcurrentHashMap<>();

    SandboxFiles(AttachedFiles files, Sandboxes sandboxes) {
        this.files = files;
        this.sandboxes = sandboxes;
    }

    void attach(ExecutorKey executor, ContainerId container) {
        Path sandbox = sandboxes.of(executor, container);
        Path latest = sandbox.resolveSibling("latest");
        runs.compute(
                executor,
                (_, before) -> {
                    Set<ContainerId> all = before == null ? new HashSet<>() : before;
                    all.add(container);
                    files.attach(sandbox.toString(), sandbox);
                    files.attach(latest.toString(), latest);
                    files.attach(latest(executor), latest);
                    return all;
                });
    }

    /** Ends what {@link #attach} began; the names of the latest run go with the last one. */
    void detach(ExecutorKey executor, ContainerId container) {
        Path sandbox = sandboxes.of(executor, container);
        files.detach(sandbox.toString());
        runs.computeIfPresent(
                executor,
                (_, left) -> {
                    left.remove(container);
                    if (!left.isEmpty()) {
                        return left;
                    }
                    files.detach(sandbox.resolveSibling("latest").toString());
                    files.detach(latest(executor));
                    return null;
                });
    }

    private static String latest(ExecutorKey executor) {
        return "/frameworks/"
                + executor.frameworkId()
                + "/executors/"
                + executor.executorId()
                + "/runs/latest";
    }
}

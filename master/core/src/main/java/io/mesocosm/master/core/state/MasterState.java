package io.mesocosm.master.core.state;

import static java.util.Objects.requireNonNull;

import io.mesocosm.master.core.MasterConfig;
import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.agent.AgentSpec;
import io.mesocosm.master.core.agent.Deactivation;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.input.LinkHandle;
import io.mesocosm.master.core.input.StreamHandle;
import io.mesocosm.master.core.offer.Offer;
import io.mesocosm.master.core.registry.RegistryContent;
import io.mesocosm.master.core.registry.RegistryContent.QuotaSpec;
import io.mesocosm.master.core.snapshot.Snapshot;
import io.mesocosm.master.core.task.Executor;
import io.mesocosm.master.core.task.Executor.ExecutorKey;
import io.mesocosm.master.core.task.Task;
import io.mesocosm.master.core.task.TaskKey;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All that a master holds in memory; owned by the writer's thread. */
public final class MasterState {
    private final MasterConfig config;
    private final CounterTable counters = new CounterTable();
    private final Outbox outbox = new Outbox(counters);
    private final Timers timers = new Timers();
    private final Sharing sharing = new Sharing();
    private final Ids ids;
    private Instant now;

    final PagedTable<String, Framework> frameworks = new PagedTable<>();
    final Deque<Framework> completedFrameworks = new ArrayDeque<>();
    final PagedTable<String, Agent> agents = new PagedTable<>();
    final Map<String, AgentSpec> recovered = new LinkedHashMap<>();
    final Map<String, Instant> unreachable = new LinkedHashMap<>();
    final Map<String, Instant> gone = new LinkedHashMap<>();
    final Map<String, Deactivation> deactivated = new LinkedHashMap<>();
    final PagedTable<TaskKey, Task> tasks = new PagedTable<>();
    final TaskArchive archive;
    final PagedTable<ExecutorKey, Executor> executors = new PagedTable<>();
    final PagedTable<String, Offer> offers = new PagedTable<>();
    private Map<String, Double> weights;
    private Map<String, QuotaSpec> quotas;

    private final Map<StreamHandle, String> streams = new HashMap<>();
    private final Map<LinkHandle, String> links = new HashMap<>();
    final Links<String> frameworkTasks = new Links<>();
    final Links<String> agentTasks = new Links<>();
    final Links<String> frameworkExecutors = new Links<>();
    final Links<String> agentExecutors = new Links<>();
    final Links<String> frameworkOffers = new Links<>();
    final Links<String> agentOffers = new Links<>();
    final Map<String, String> agentByAddress = new HashMap<>();
    private final Set<String> touchedAgents = new HashSet<>();

    public MasterState(MasterConfig config, RegistryContent registry, Instant now) {
        this.config = requireNonNull(config, "config");
        this.now = requireNonNull(now, "now");
        this.ids = new Ids(config.masterId());
        this.archive =
                new TaskArchive(
                        config.maxCompletedTasksPerFramework(),
                        config.maxUnreachableTasksPerFramework());
        recovered.putAll(registry.admitted());
        unreachable.putAll(registry.unreachable());
        gone.putAll(registry.gone());
        deactivated.putAll(registry.deactivated());
        weights = Map.copyOf(registry.weights());
        quotas = Map.copyOf(registry.quotas());
    }

    public MasterConfig config() {
        return config;
    }

    public Instant now() {
        return now;
    }

    /** Time never runs backwards in here, whatever the shell's clock does. */
    public void advance(Instant to) {
        if (to.isAfter(now)) {
            now = to;
        }
    }

    public Outbox outbox() {
        return outbox;
    }

    public CounterTable counters() {
        return counters;
    }

    public Timers timers() {
        return timers;
    }

    public Sharing sharing() {
        return sharing;
    }

    public Ids ids() {
        return ids;
    }

    public @Nullable Framework framework(String id) {
        return frameworks.get(id);
    }

    public @Nullable Agent agent(String id) {
        return agents.get(id);
    }

    public @Nullable Agent agentAt(String address) {
        String id = agentByAddress.get(address);
        return id == null ? null : agents.get(id);
    }

    public @Nullable Task task(TaskKey key) {
        return tasks.get(key);
    }

    public @Nullable Offer offer(String id) {
        return offers.get(id);
    }

    public @Nullable Executor executor(ExecutorKey key) {
        return executors.get(key);
    }

    public PagedTable<String, Framework> frameworks() {
        return frameworks;
    }

    public PagedTable<String, Agent> agents() {
        return agents;
    }

    public PagedTable<TaskKey, Task> tasks() {
        return tasks;
    }

    public PagedTable<ExecutorKey, Executor> executors() {
        return executors;
    }

    public PagedTable<String, Offer> offers() {
        return offers;
    }

    public TaskArchive archive() {
        return archive;
    }

    public Deque<Framework> completedFrameworks() {
        return completedFrameworks;
    }

    /** Agents admitted by an earlier master that have not come back yet. */
    public Map<String, AgentSpec> recovered() {
        return recovered;
    }

    public Map<String, Instant> unreachable() {
        return unreachable;
    }

    public Map<String, Instant> gone() {
        return gone;
    }

    /** Agents of the registry, here or away, that an operator keeps from being offered. */
    public Map<String, Deactivation> deactivated() {
        return deactivated;
    }

    public Map<StreamHandle, String> streams() {
        return streams;
    }

    public Map<LinkHandle, String> links() {
        return links;
    }

    public Map<String, Double> weights() {
        return weights;
    }

    public void setWeights(Map<String, Double> all) {
        weights = Map.copyOf(all);
    }

    public Map<String, QuotaSpec> quotas() {
        return quotas;
    }

    public void setQuotas(Map<String, QuotaSpec> all) {
        quotas = Map.copyOf(all);
    }

    public boolean isCompleted(String frameworkId) {
        return completedFrameworks.stream().anyMatch(f -> f.id().equals(frameworkId));
    }

    void touch(String agentId) {
        touchedAgents.add(agentId);
    }

    /** The agents whose resources moved since the last call. */
    public Set<String> drainTouchedAgents() {
        Set<String> drained = Set.copyOf(touchedAgents);
        touchedAgents.clear();
        return drained;
    }

    /** A view of the state as it is now, for any thread. */
    public Snapshot snapshot() {
        Map<String, StreamHandle> streamsByFramework = new HashMap<>();
        streams.forEach((stream, framework) -> streamsByFramework.put(framework, stream));
        return new Snapshot(
                frameworks.snapshot(),
                new ArrayList<>(completedFrameworks),
                agents.snapshot(),
                Map.copyOf(recovered),
                Map.copyOf(unreachable),
                Map.copyOf(gone),
                Map.copyOf(deactivated),
                tasks.snapshot(),
                archive.unreachable(),
                archive.completed(),
                executors.snapshot(),
                offers.snapshot(),
                weights,
                quotas,
                Map.copyOf(streamsByFramework),
                counters.snapshot(),
                now);
    }
}

package io.mesocosm.master.server.registry;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.mesocosm.master.core.agent.AgentSpec;
import io.mesocosm.master.core.agent.Deactivation;
import io.mesocosm.master.core.agent.Drain;
import io.mesocosm.master.core.registry.RegistryChange;
import io.mesocosm.master.core.registry.RegistryContent;
import io.mesocosm.master.core.registry.RegistryContent.QuotaSpec;
import io.mesocosm.master.server.intake.AgentIntake;
import io.mesocosm.master.server.metrics.Timings;
import io.mesocosm.master.server.outgoing.Agents;
import io.mesocosm.master.server.outgoing.QuotaMessages;
import io.mesocosm.protocol.link.v1.AgentFacts;
import io.mesocosm.protocol.v1.DrainInfo;
import io.mesocosm.protocol.v1.WeightInfo;
import io.mesocosm.protocol.v1.quota.QuotaConfig;
import io.mesocosm.store.Entry;
import io.mesocosm.store.Guard;
import io.mesocosm.store.Outcome;
import io.mesocosm.store.Store;
import io.mesocosm.store.Transaction;
import io.mesocosm.store.Write;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The registry in a store: one key per agent, every write guarded by the leader's fence (spec §8).
 *
 * <p>{@code registry/agents/<id>} holds the agent's facts as the link has them, {@code
 * registry/unreachable/<id>} and {@code registry/gone/<id>} the time since when, in milliseconds,
 * {@code registry/deactivated/<id>} the agent's mesos.v1.DrainInfo, or nothing if it is not
 * drained. A master that finds a key of another kind does not start: a newer one wrote it.
 */
public final class Registrar {
    private static final String PREFIX = "registry/";
    private static final String ADMITTED = PREFIX + "agents/";
    private static final String UNREACHABLE = PREFIX + "unreachable/";
    private static final String GONE = PREFIX + "gone/";
    private static final String DEACTIVATED = PREFIX + "deactivated/";
    private static final String WEIGHTS = PREFIX + "weights/";
    private static final String QUOTAS = PREFIX + "quotas/";
    private static final int WRITES_MAX = Store.TRANSACTION_LIMIT - 1;

    private final Store store;
    private final Guard fence;
    private final AtomicInteger queued = new AtomicInteger();
    private final Timings fetches = new Timings("registrar/state_fetch");
    private final Timings stores = new Timings("registrar/state_store");
    private CompletionStage<Void> previous = CompletableFuture.completedStage(null);

    public Registrar(Store store, Guard fence) {
        this.store = requireNonNull(store, "store");
        this.fence = requireNonNull(fence, "fence");
    }

    /** All that the registry holds. */
    public CompletionStage<RegistryContent> load() {
        long begun = System.nanoTime();
        return store.read(PREFIX)
                .whenComplete((_, _) -> fetches.since(begun))
                .thenApply(Registrar::content);
    }

    private static RegistryContent content(List<Entry> entries) {
        Map<String, AgentSpec> admitted = new HashMap<>();
        Map<String, Instant> unreachable = new HashMap<>();
        Map<String, Instant> gone = new HashMap<>();
        Map<String, Deactivation> deactivated = new HashMap<>();
        Map<String, Double> weights = new HashMap<>();
        Map<String, QuotaSpec> quotas = new HashMap<>();
        for (Entry entry : entries) {
            String key = entry.key();
            if (key.startsWith(ADMITTED)) {
                admitted.put(key.substring(ADMITTED.length()), agent(entry));
            } else if (key.startsWith(UNREACHABLE)) {
                unreachable.put(key.substring(UNREACHABLE.length()), time(entry));
            } else if (key.startsWith(GONE)) {
                gone.put(key.substring(GONE.length()), time(entry));
            } else if (key.startsWith(DEACTIVATED)) {
                deactivated.put(key.substring(DEACTIVATED.length()), deactivation(entry));
            } else if (key.startsWith(WEIGHTS)) {
                weights.put(
                        key.substring(WEIGHTS.length()),
                        message(entry, WeightInfo.parser()).getWeight());
            } else if (key.startsWith(QUOTAS)) {
                quotas.put(
                        key.substring(QUOTAS.length()),
                        QuotaMessages.read(message(entry, QuotaConfig.parser())));
            } else {
                throw new IllegalStateException(
                        "the registry holds '" + key + "', which this version does not know");
            }
        }
        return new RegistryContent(admitted, unreachable, gone, deactivated, weights, quotas);
    }

    private static AgentSpec agent(Entry entry) {
        try {
            return AgentIntake.agent(AgentFacts.parseFrom(entry.value()));
        } catch (InvalidProtocolBufferException e) {
            throw unreadable(entry, e);
        }
    }

    private static Deactivation deactivation(Entry entry) {
        if (entry.value().length == 0) {
            return new Deactivation(null, null);
        }
        return new Deactivation(AgentIntake.drain(message(entry, DrainInfo.parser())), null);
    }

    private static <T> T message(Entry entry, Parser<T> parser) {
        try {
            return parser.parseFrom(entry.value());
        } catch (InvalidProtocolBufferException e) {
            throw unreadable(entry, e);
        }
    }

    private static IllegalStateException unreadable(Entry entry, Exception cause) {
        return new IllegalStateException(
                "the registry's entry '" + entry.key() + "' cannot be read", cause);
    }

    private static Instant time(Entry entry) {
        return Instant.ofEpochMilli(ByteBuffer.wrap(entry.value()).getLong());
    }

    /**
     * Stores the changes after all that were given before; fails when this leadership is over or
     * the store cannot write. Called by the loop's thread.
     */
    public CompletionStage<Void> commit(List<RegistryChange> changes) {
        List<Write> writes = new ArrayList<>();
        for (RegistryChange change : changes) {
            List<Write> more = writes(change);
            if (writes.size() + more.size() > WRITES_MAX) {
                append(writes);
                writes = new ArrayList<>();
            }
            writes.addAll(more);
        }
        append(writes);
        return previous;
    }

    private void append(List<Write> writes) {
        Transaction transaction = new Transaction(List.of(fence), writes);
        queued.incrementAndGet();
        previous =
                previous.thenCompose(_ -> timed(transaction))
                        .thenApply(Registrar::require)
                        .whenComplete((_, _) -> queued.decrementAndGet());
    }

    private CompletionStage<Outcome> timed(Transaction transaction) {
        long begun = System.nanoTime();
        return store.commit(transaction).whenComplete((_, _) -> stores.since(begun));
    }

    /** How many transactions wait to be stored. */
    public int queued() {
        return queued.get();
    }

    /** How long reading the registry took. */
    public Timings fetches() {
        return fetches;
    }

    /** How long the store took with each transaction. */
    public Timings stores() {
        return stores;
    }

    @SuppressWarnings("NullAway") // Void has no other value
    private static Void require(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Committed _ -> null;
            case Outcome.Refused(Guard guard) ->
                    throw new IllegalStateException(
                            "another master leads now: '" + guard.key() + "' has changed");
            case Outcome.Unknown(String reason) -> throw new IllegalStateException(reason);
        };
    }

    /** What a change writes; all of it in one transaction. */
    private static List<Write> writes(RegistryChange change) {
        return switch (change) {
            case RegistryChange.AdmitAgent(String id, AgentSpec agent) -> List.of(put(id, agent));
            case RegistryChange.UpdateAgent(String id, AgentSpec agent) -> List.of(put(id, agent));
            case RegistryChange.MarkUnreachable(String id, Instant since) ->
                    List.of(new Write.Delete(ADMITTED + id), put(UNREACHABLE + id, since));
            case RegistryChange.MarkReachable(String id, AgentSpec agent) ->
                    List.of(new Write.Delete(UNREACHABLE + id), put(id, agent));
            case RegistryChange.RemoveAgent(String id) ->
                    List.of(new Write.Delete(ADMITTED + id), new Write.Delete(DEACTIVATED + id));
            case RegistryChange.MarkGone(String id, Instant since) ->
                    List.of(
                            new Write.Delete(ADMITTED + id),
                            new Write.Delete(UNREACHABLE + id),
                            new Write.Delete(DEACTIVATED + id),
                            put(GONE + id, since));
            case RegistryChange.Prune(String id) ->
                    List.of(
                            new Write.Delete(UNREACHABLE + id),
                            new Write.Delete(DEACTIVATED + id),
                            new Write.Delete(GONE + id));
            case RegistryChange.Deactivate(String id, Drain drain) ->
                    List.of(
                            new Write.Put(
                                    DEACTIVATED + id,
                                    drain == null
                                            ? new byte[0]
                                            : Agents.drainInfo(drain).toByteArray()));
            case RegistryChange.Reactivate(String id) ->
                    List.of(new Write.Delete(DEACTIVATED + id));
            case RegistryChange.SetWeights(var weights) ->
                    weights.entrySet().stream()
                            .map(one -> weight(one.getKey(), one.getValue()))
                            .toList();
            case RegistryChange.SetQuotas(var quotas) ->
                    quotas.entrySet().stream()
                            .map(one -> quota(one.getKey(), one.getValue()))
                            .toList();
        };
    }

    private static Write weight(String role, double weight) {
        return new Write.Put(
                WEIGHTS + role,
                WeightInfo.newBuilder().setRole(role).setWeight(weight).build().toByteArray());
    }

    private static Write quota(String role, QuotaSpec quota) {
        return quota.isNone()
                ? new Write.Delete(QUOTAS + role)
                : new Write.Put(QUOTAS + role, QuotaMessages.config(role, quota).toByteArray());
    }

    private static Write put(String id, AgentSpec agent) {
        return new Write.Put(ADMITTED + id, Agents.facts(id, agent).toByteArray());
    }

    private static Write put(String key, Instant since) {
        return new Write.Put(
                key, ByteBuffer.allocate(Long.BYTES).putLong(since.toEpochMilli()).array());
    }
}

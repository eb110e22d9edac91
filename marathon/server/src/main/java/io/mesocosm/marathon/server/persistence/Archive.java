package io.mesocosm.marathon.server.persistence;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.marathon.core.RootChange;
import io.mesocosm.marathon.core.Stored;
import io.mesocosm.marathon.core.TaskFailure;
import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.deployment.Plan;
import io.mesocosm.marathon.core.instance.Instance;
import io.mesocosm.store.Entry;
import io.mesocosm.store.Outcome;
import io.mesocosm.store.Store;
import io.mesocosm.store.Transaction;
import io.mesocosm.store.Write;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Keeps what the core writes in a store, under {@code marathon/}; used by the core's thread. */
public final class Archive {

    private static final String ROOT = "marathon/";

    private final Store store;

    public Archive(Store store) {
        this.store = store;
    }

    /**
     * Makes the writes durable, in their order; large steps are several transactions, each of which
     * leaves a state that a restart can go on from.
     *
     * @throws RuntimeException when the store fails: nothing may be acknowledged then
     */
    public void write(List<io.mesocosm.marathon.core.Write> writes) {
        List<CompletableFuture<Outcome>> commits = new ArrayList<>();
        for (int from = 0; from < writes.size(); from += Store.TRANSACTION_LIMIT) {
            int to = Math.min(writes.size(), from + Store.TRANSACTION_LIMIT);
            Write[] part =
                    writes.subList(from, to).stream().map(Archive::encode).toArray(Write[]::new);
            commits.add(store.commit(Transaction.of(part)).toCompletableFuture());
        }
        for (CompletableFuture<Outcome> commit : commits) {
            Outcome outcome = commit.join();
            if (!(outcome instanceof Outcome.Committed)) {
                throw new IllegalStateException("an unguarded transaction is " + outcome);
            }
        }
    }

    private static Write encode(io.mesocosm.marathon.core.Write write) {
        return switch (write) {
            case io.mesocosm.marathon.core.Write.PutApp w ->
                    put("app" + w.app().id(), Codec.app(w.app()));
            case io.mesocosm.marathon.core.Write.RemoveApp w -> delete("app" + w.id());
            case io.mesocosm.marathon.core.Write.PutVersion w ->
                    put("version" + w.app().id() + "@" + w.app().version(), Codec.app(w.app()));
            case io.mesocosm.marathon.core.Write.RemoveVersion w ->
                    delete("version" + w.id() + "@" + w.version());
            case io.mesocosm.marathon.core.Write.PutGroup w ->
                    put("group" + w.id(), PlanCodec.write(w));
            case io.mesocosm.marathon.core.Write.RemoveGroup w -> delete("group" + w.id());
            case io.mesocosm.marathon.core.Write.PutInstance w ->
                    put("instance/" + w.instance().id(), InstanceCodec.write(w.instance()));
            case io.mesocosm.marathon.core.Write.RemoveInstance w -> delete("instance/" + w.id());
            case io.mesocosm.marathon.core.Write.PutDeployment w ->
                    put("deployment/" + w.plan().id(), PlanCodec.write(w.plan()));
            case io.mesocosm.marathon.core.Write.RemoveDeployment w ->
                    delete("deployment/" + w.id());
            case io.mesocosm.marathon.core.Write.PutHistory w ->
                    put("history/" + w.change().version(), PlanCodec.write(w.change()));
            case io.mesocosm.marathon.core.Write.RemoveHistory w ->
                    delete("history/" + w.version());
            case io.mesocosm.marathon.core.Write.PutFailure w ->
                    put("failure" + w.failure().app(), PlanCodec.write(w.failure()));
            case io.mesocosm.marathon.core.Write.RemoveFailure w -> delete("failure" + w.id());
            case io.mesocosm.marathon.core.Write.PutFrameworkId w ->
                    new Write.Put(ROOT + "framework", w.id().getBytes(StandardCharsets.UTF_8));
        };
    }

    private static Write put(String key, ObjectNode value) {
        value.put("format", 1);
        return new Write.Put(ROOT + key, Codec.bytes(value));
    }

    private static Write delete(String key) {
        return new Write.Delete(ROOT + key);
    }

    /**
     * What the store holds.
     *
     * @throws IllegalStateException naming the entry that cannot be read
     */
    public Stored load() {
        List<Entry> framework = entries("framework");
        return new Stored(
                framework.isEmpty()
                        ? null
                        : new String(framework.getFirst().value(), StandardCharsets.UTF_8),
                this.<App>read("app/", Codec::app),
                this.<App>read("version/", Codec::app),
                read("group/", PlanCodec::readGroup),
                this.<Instance>read("instance/", InstanceCodec::read),
                this.<Plan>read("deployment/", PlanCodec::readPlan).stream()
                        .sorted(Comparator.<Plan, Instant>comparing(Plan::version))
                        .toList(),
                this.<RootChange>read("history/", PlanCodec::readChange),
                this.<TaskFailure>read("failure/", PlanCodec::readFailure));
    }

    private <T> List<T> read(String prefix, Function<ObjectNode, T> decode) {
        List<T> result = new ArrayList<>();
        for (Entry entry : entries(prefix)) {
            try {
                result.add(decode.apply(Codec.object(entry.value())));
            } catch (RuntimeException e) {
                throw new IllegalStateException(
                        "the store entry " + entry.key() + " cannot be read: " + e.getMessage(), e);
            }
        }
        return result;
    }

    private List<Entry> entries(String prefix) {
        return store.read(ROOT + prefix).toCompletableFuture().join();
    }
}

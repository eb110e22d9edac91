package io.mesocosm.marathon.server.persistence;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.marathon.core.RootChange;
import io.mesocosm.marathon.core.Stored;
import io.mesocosm.marathon.core.TaskFailure;
import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.deployment.Plan;
import io.mesocosm.marathon.core.instance.Instance;
import io.mesocosm.marathon.server.leadership.Deposed;
import io.mesocosm.marathon.server.leadership.Tenure;
import io.mesocosm.store.Entry;
import io.mesocosm.store.Guard;
import io.mesocosm.store.Outcome;
import io.mesocosm.store.Store;
import io.mesocosm.store.Transaction;
import io.mesocosm.store.Write;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what the core writes in a store, under {@code marathon/}; used by the core's thread.
 *
 * <p>Each transaction carries the leadership's fence, and replaces the entry {@code
 * marathon/sequence} that the one before it wrote: a transaction whose fate is unknown can be
 * looked up, and one that is late can never be applied over what was written after it.
 */
public final class Archive {

    private static final String ROOT = "marathon/";
    private static final String SEQUENCE = ROOT + "sequence";

    /** What is left beside the fence, the guard of the sequence and its write. */
    private static final int WRITES_MAX = Store.TRANSACTION_LIMIT - 3;

    /** Below the 1.5 MiB that etcd takes for a request, with room for keys and guards. */
    private static final int BYTES_MAX = 1024 * 1024;

    private static final int MESSAGE_MAX = 64 * 1024;
    private static final Duration RETRY = Duration.ofMillis(50);
    private static final Logger LOG = LoggerFactory.getLogger(Archive.class);

    private final Store store;
    private final Tenure tenure;
    private Guard sequence = new Guard.Absent(SEQUENCE);
    private long number;

    public Archive(Store store, Tenure tenure) {
        this.store = store;
        this.tenure = tenure;
    }

    /**
     * Makes the writes durable, in their order; large steps are several transactions, each of which
     * leaves a state that a restart can go on from.
     *
     * @throws Deposed when another Marathon leads or may lead
     * @throws RuntimeException when the store fails: nothing may be acknowledged then
     */
    public void write(List<io.mesocosm.marathon.core.Write> writes) {
        List<Write> part = new ArrayList<>();
        int bytes = 0;
        for (io.mesocosm.marathon.core.Write write : writes) {
            Write encoded = encode(write);
            int size = size(encoded);
            if (!part.isEmpty() && (part.size() == WRITES_MAX || bytes + size > BYTES_MAX)) {
                commit(part);
                part.clear();
                bytes = 0;
            }
            part.add(encoded);
            bytes += size;
        }
        if (!part.isEmpty()) {
            commit(part);
        }
    }

    private static int size(Write write) {
        return switch (write) {
            case Write.Put(String key, byte[] value) -> key.length() + value.length;
            case Write.Delete(String key) -> key.length();
        };
    }

    private void commit(List<Write> part) {
        String name = tenure.term() + "/" + ++number;
        List<Write> writes = new ArrayList<>(part);
        writes.add(new Write.Put(SEQUENCE, name.getBytes(StandardCharsets.UTF_8)));
        Transaction transaction = new Transaction(List.of(tenure.fence(), sequence), writes);
        OptionalLong revision = attempt(transaction, name, false);
        while (revision.isEmpty()) {
            tenure.pause(RETRY);
            revision = attempt(transaction, name, true);
        }
        sequence = new Guard.Unchanged(SEQUENCE, revision.getAsLong());
    }

    /** The revision of the transaction, now or before; empty while nobody can say. */
    private OptionalLong attempt(Transaction transaction, String name, boolean again) {
        return switch (store.commit(transaction).toCompletableFuture().join()) {
            case Outcome.Committed(long revision) -> OptionalLong.of(revision);
            case Outcome.Refused(Guard guard) -> OptionalLong.of(refused(guard, name, again));
            case Outcome.Unknown(String reason) -> {
                LOG.warn("transaction={} fate unknown, looking it up: {}", name, reason);
                yield OptionalLong.empty();
            }
        };
    }

    /** The revision of an earlier attempt, which is why a later one was refused. */
    private long refused(Guard guard, String name, boolean again) {
        if (guard.equals(tenure.fence())) {
            throw new Deposed(
                    "This Marathon leads no more: the store takes no write of term "
                            + tenure.term());
        }
        OptionalLong earlier = again ? applied(name) : OptionalLong.empty();
        return earlier.orElseThrow(
                () ->
                        new IllegalStateException(
                                "the state is written by another program: "
                                        + guard
                                        + " does not hold"));
    }

    /** The revision of the transaction of that name, if it is the last one. */
    private OptionalLong applied(String name) {
        while (true) {
            try {
                return entries("sequence").stream()
                        .filter(e -> new String(e.value(), StandardCharsets.UTF_8).equals(name))
                        .mapToLong(Entry::revision)
                        .findFirst();
            } catch (CompletionException e) {
                LOG.warn("transaction={} cannot be looked up: {}", name, e.getMessage());
                tenure.pause(RETRY);
            }
        }
    }

    /** Why the store has no room for what a plan writes, for the author of the change; or null. */
    public static @Nullable String refusal(Plan plan) {
        int size = Codec.bytes(PlanCodec.write(plan)).length;
        return size <= BYTES_MAX
                ? null
                : ("This change is too large to be stored: %,d bytes, at most %,d are possible."
                                + " Make it in several smaller changes, and keep large texts out of"
                                + " definitions.")
                        .formatted(size, BYTES_MAX);
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
                    put("failure" + w.failure().app(), PlanCodec.write(brief(w.failure())));
            case io.mesocosm.marathon.core.Write.RemoveFailure w -> delete("failure" + w.id());
            case io.mesocosm.marathon.core.Write.PutFrameworkId w ->
                    new Write.Put(ROOT + "framework", w.id().getBytes(StandardCharsets.UTF_8));
        };
    }

    /** An executor may say what no store takes. */
    private static TaskFailure brief(TaskFailure failure) {
        String message = failure.message();
        return message.length() <= MESSAGE_MAX
                ? failure
                : failure.withMessage(message.substring(0, MESSAGE_MAX));
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
        entries("sequence").forEach(e -> sequence = new Guard.Unchanged(SEQUENCE, e.revision()));
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

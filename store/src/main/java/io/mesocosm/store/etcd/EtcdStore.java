package io.mesocosm.store.etcd;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.ResponseOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.mesocosm.store.Entry;
import io.mesocosm.store.Guard;
import io.mesocosm.store.Outcome;
import io.mesocosm.store.Store;
import io.mesocosm.store.StoreException;
import io.mesocosm.store.Transaction;
import io.mesocosm.store.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The store in etcd, one key an entry. An entry's revision is etcd's own; a transaction that
 * changes nothing has the revision of the one before it.
 */
final class EtcdStore implements Store {
    private final EtcdCalls calls;
    private final EtcdKeys keys;
    private final EtcdFaults faults;
    private final Duration timeout;
    private final int page;
    private final Map<Object, CompletableFuture<?>> underWay = new ConcurrentHashMap<>();
    private volatile boolean closed;

    EtcdStore(EtcdCalls calls, EtcdKeys keys, EtcdFaults faults, EtcdOptions options) {
        this.calls = calls;
        this.keys = keys;
        this.faults = faults;
        this.timeout = options.timeout();
        this.page = options.page();
    }

    @Override
    public CompletionStage<Outcome> commit(Transaction transaction) {
        TxnRequest request = request(requireNonNull(transaction, "transaction"));
        if (closed) {
            return CompletableFuture.failedStage(closedFault());
        }
        CompletableFuture<Outcome> outcome =
                calls.txn(request)
                        .thenApply(response -> outcome(transaction, response))
                        .exceptionallyCompose(EtcdStore.this::failedCommit);
        return counted(outcome);
    }

    private CompletableFuture<Outcome> failedCommit(Throwable fault) {
        String what = "commit a transaction";
        return EtcdFaults.isRefusal(fault)
                ? CompletableFuture.failedFuture(faults.say(what, fault))
                : CompletableFuture.completedFuture(new Outcome.Unknown(faults.text(what, fault)));
    }

    private TxnRequest request(Transaction transaction) {
        TxnRequest.Builder request = TxnRequest.newBuilder();
        for (Guard guard : transaction.guards()) {
            ByteString key = keys.of(guard.key());
            Compare.Builder compare =
                    Compare.newBuilder().setKey(key).setResult(Compare.CompareResult.EQUAL);
            switch (guard) {
                case Guard.Absent _ ->
                        compare.setTarget(Compare.CompareTarget.CREATE).setCreateRevision(0);
                case Guard.Unchanged(_, long revision) ->
                        compare.setTarget(Compare.CompareTarget.MOD).setModRevision(revision);
            }
            request.addCompare(compare);
            RangeRequest look = RangeRequest.newBuilder().setKey(key).setKeysOnly(true).build();
            request.addFailure(RequestOp.newBuilder().setRequestRange(look));
        }
        // etcd refuses a transaction that writes one key twice.
        Map<String, Write> last = new LinkedHashMap<>();
        transaction.writes().forEach(write -> last.put(write.key(), write));
        last.values().forEach(write -> request.addSuccess(operation(write)));
        return request.build();
    }

    private RequestOp.Builder operation(Write write) {
        ByteString key = keys.of(write.key());
        return switch (write) {
            case Write.Put(_, byte[] value) ->
                    RequestOp.newBuilder()
                            .setRequestPut(
                                    PutRequest.newBuilder()
                                            .setKey(key)
                                            .setValue(ByteString.copyFrom(value)));
            case Write.Delete _ ->
                    RequestOp.newBuilder()
                            .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key));
        };
    }

    private static Outcome outcome(Transaction transaction, TxnResponse response) {
        if (response.getSucceeded()) {
            return new Outcome.Committed(response.getHeader().getRevision());
        }
        List<Guard> guards = transaction.guards();
        for (int i = 0; i < guards.size(); i++) {
            if (!holds(guards.get(i), response.getResponses(i))) {
                return new Outcome.Refused(guards.get(i));
            }
        }
        throw new IllegalStateException("etcd refused a transaction whose guards all hold");
    }

    private static boolean holds(Guard guard, ResponseOp seen) {
        List<KeyValue> found = seen.getResponseRange().getKvsList();
        return switch (guard) {
            case Guard.Absent _ -> found.isEmpty();
            case Guard.Unchanged(_, long revision) ->
                    !found.isEmpty() && found.getFirst().getModRevision() == revision;
        };
    }

    @Override
    public CompletionStage<List<Entry>> read(String prefix) {
        ByteString from = keys.of(requireNonNull(prefix, "prefix"));
        if (closed) {
            return CompletableFuture.failedStage(closedFault());
        }
        return counted(
                readAll(from)
                        .exceptionallyCompose(
                                fault ->
                                        CompletableFuture.failedFuture(
                                                faults.say("read '" + prefix + "'", fault))));
    }

    private CompletableFuture<List<Entry>> readAll(ByteString prefix) {
        return pages(prefix, EtcdKeys.end(prefix), 0, new ArrayList<>())
                .exceptionallyCompose(
                        fault ->
                                // etcd was compacted between two pages: the revision is gone.
                                EtcdFaults.isCompacted(fault)
                                        ? readAll(prefix)
                                        : CompletableFuture.failedFuture(fault));
    }

    private CompletableFuture<List<Entry>> pages(
            ByteString from, ByteString end, long revision, List<Entry> found) {
        RangeRequest request =
                RangeRequest.newBuilder()
                        .setKey(from)
                        .setRangeEnd(end)
                        .setLimit(page)
                        .setRevision(revision)
                        .build();
        return calls.range(request)
                .thenCompose(
                        (RangeResponse response) -> {
                            response.getKvsList().forEach(kv -> found.add(entry(kv)));
                            if (!response.getMore()) {
                                return CompletableFuture.completedFuture(List.copyOf(found));
                            }
                            long first =
                                    revision == 0 ? response.getHeader().getRevision() : revision;
                            ByteString last = response.getKvs(response.getKvsCount() - 1).getKey();
                            return pages(EtcdKeys.after(last), end, first, found);
                        });
    }

    private Entry entry(KeyValue stored) {
        return new Entry(
                keys.key(stored.getKey()),
                stored.getValue().toByteArray(),
                stored.getModRevision());
    }

    private <T> CompletableFuture<T> counted(CompletableFuture<T> request) {
        Object ticket = new Object();
        underWay.put(ticket, request);
        var _ = request.whenComplete((_, _) -> underWay.remove(ticket));
        return request;
    }

    private StoreException closedFault() {
        return new StoreException("the store in etcd is closed", null);
    }

    @Override
    public void close() {
        closed = true;
        CompletableFuture.allOf(underWay.values().toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, timeout.toNanos(), TimeUnit.NANOSECONDS)
                .handle((_, _) -> true)
                .join();
    }
}

package io.mesocosm.store.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.mesocosm.store.Election;
import io.mesocosm.store.Store;
import io.mesocosm.store.StoreException;
import java.util.concurrent.CompletionException;

/** A connection to an etcd cluster, on which stores and elections are opened. */
public final class Etcd implements AutoCloseable {
    private static final long FORMAT = 1;

    private final EtcdOptions options;
    private final EtcdCalls calls;
    private final EtcdKeys keys;
    private final EtcdFaults faults;

    private Etcd(EtcdOptions options) {
        this.options = options;
        this.calls = new EtcdCalls(options);
        this.keys = new EtcdKeys(options.prefix());
        this.faults = new EtcdFaults(options.endpoints());
    }

    /**
     * Connects, and writes the format's version where there is none.
     *
     * @throws StoreException when etcd does not answer within the timeout, when it refuses, or when
     *     what is under the prefix has a newer format
     */
    public static Etcd open(EtcdOptions options) {
        Etcd etcd = new Etcd(options);
        try {
            etcd.requireFormat();
        } catch (StoreException e) {
            etcd.close();
            throw e;
        }
        return etcd;
    }

    private void requireFormat() {
        ByteString key = keys.format();
        TxnRequest request =
                TxnRequest.newBuilder()
                        .addCompare(
                                Compare.newBuilder()
                                        .setKey(key)
                                        .setResult(Compare.CompareResult.EQUAL)
                                        .setTarget(Compare.CompareTarget.CREATE)
                                        .setCreateRevision(0))
                        .addSuccess(
                                RequestOp.newBuilder()
                                        .setRequestPut(
                                                PutRequest.newBuilder()
                                                        .setKey(key)
                                                        .setValue(
                                                                ByteString.copyFromUtf8(
                                                                        Long.toString(FORMAT)))))
                        .addFailure(
                                RequestOp.newBuilder()
                                        .setRequestRange(RangeRequest.newBuilder().setKey(key)))
                        .build();
        TxnResponse response;
        try {
            response = calls.txn(request).join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause();
            throw faults.say("open its store", cause == null ? e : cause);
        }
        if (!response.getSucceeded()) {
            String found =
                    response.getResponses(0).getResponseRange().getKvs(0).getValue().toStringUtf8();
            requireFormat(found);
        }
    }

    private void requireFormat(String found) {
        String place = "etcd at %s under '%s'".formatted(options.endpoints(), options.prefix());
        if (!found.matches("[0-9]{1,18}")) {
            throw new StoreException(
                    "what is in %s is no store of Mesocosm: its format is '%s'; choose another prefix"
                            .formatted(place, found),
                    null);
        }
        if (Long.parseLong(found) > FORMAT) {
            throw new StoreException(
                    "the store in %s has format %s, this Mesocosm reads up to %d: start the newer version on it"
                            .formatted(place, found, FORMAT),
                    null);
        }
    }

    /** The store under the prefix; closing it leaves the connection open. */
    public Store store() {
        return new EtcdStore(calls, keys, faults, options);
    }

    /**
     * An election among all who use the prefix; closing it leaves the connection open.
     *
     * @param name the election's own key
     */
    public Election election(String name) {
        return new EtcdElection(calls, keys, faults, new EtcdElection.Settings(name, options));
    }

    /** Ends the connection; stores and elections on it are to be closed before. */
    @Override
    public void close() {
        calls.close();
    }
}

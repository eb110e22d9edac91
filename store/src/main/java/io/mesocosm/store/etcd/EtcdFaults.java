package io.mesocosm.store.etcd;

import io.grpc.Status;
import io.mesocosm.store.StoreException;
import java.util.List;

/** What a failed call to etcd means, and how to say it. */
final class EtcdFaults {
    private final List<String> endpoints;

    EtcdFaults(List<String> endpoints) {
        this.endpoints = endpoints;
    }

    /** Whether etcd surely has not done and will not do what it was asked for. */
    static boolean isRefusal(Throwable fault) {
        Status status = Status.fromThrowable(fault);
        String text = String.valueOf(status.getDescription());
        return switch (status.getCode()) {
            // A proxy or the channel itself may use these codes for a request that is under way.
            case INVALID_ARGUMENT,
                    NOT_FOUND,
                    FAILED_PRECONDITION,
                    OUT_OF_RANGE,
                    RESOURCE_EXHAUSTED,
                    PERMISSION_DENIED,
                    UNAUTHENTICATED ->
                    text.startsWith("etcdserver: ") || text.startsWith("grpc: received message");
            case OK,
                    CANCELLED,
                    UNKNOWN,
                    DEADLINE_EXCEEDED,
                    ALREADY_EXISTS,
                    ABORTED,
                    UNIMPLEMENTED,
                    INTERNAL,
                    UNAVAILABLE,
                    DATA_LOSS ->
                    false;
        };
    }

    static boolean isMissingLease(Throwable fault) {
        return Status.fromThrowable(fault).getCode() == Status.Code.NOT_FOUND;
    }

    static boolean isCompacted(Throwable fault) {
        return Status.fromThrowable(fault).getCode() == Status.Code.OUT_OF_RANGE;
    }

    /** The fault of a call, said to a person. */
    StoreException say(String call, Throwable fault) {
        return new StoreException(text(call, fault), fault);
    }

    String text(String call, Throwable fault) {
        Status status = Status.fromThrowable(fault);
        String what = status.getCode() + ": " + brief(String.valueOf(status.getDescription()));
        return isRefusal(fault)
                ? "etcd at %s has refused to %s (%s)%s"
                        .formatted(endpoints, call, what, remedy(what))
                : "etcd at %s has not answered when asked to %s (%s): see that most of its members run and can be reached from here%s"
                        .formatted(endpoints, call, what, remedy(what));
    }

    /**
     * gRPC describes a connection that fails by whole stack traces: its first line and its root.
     */
    private static String brief(String description) {
        List<String> lines = description.lines().toList();
        String root = "";
        for (String line : lines) {
            int cause = line.indexOf("cause=");
            if (line.startsWith("Caused by: ")) {
                root = "; " + line;
            } else if (cause >= 0 && lines.indexOf(line) > 0) {
                root = "; " + line.substring(cause);
            }
        }
        return lines.isEmpty() ? "" : lines.getFirst() + root;
    }

    private static String remedy(String what) {
        if (what.contains("database space exceeded")) {
            return ": compact and defragment it, then clear its alarm";
        }
        if (what.contains("request is too large") || what.contains("received message larger")) {
            return ": a transaction must stay below etcd's --max-request-bytes (1.5 MiB by default)";
        }
        return "";
    }
}

package io.mesocosm.scheduler;

import io.mesocosm.protocol.v1.FrameworkID;
import io.mesocosm.protocol.v1.scheduler.Call;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The calls of one subscription, sent one after the other so that the master takes them in the
 * order in which they were made; safe for any thread.
 */
final class CallQueue {

    private record Waiting(
            Call call, Map<String, String> headers, CompletableFuture<CallResult> result) {}

    private static final long GLANCE_MILLIS = 5;

    private final MasterLink link;
    private final BooleanSupplier permit;
    private final Subscription subscription;
    private final FrameworkID framework;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private boolean sending;
    private boolean closed;
    private CompletableFuture<?> idle = CompletableFuture.completedFuture(null);

    CallQueue(
            MasterLink link,
            BooleanSupplier permit,
            Subscription subscription,
            FrameworkID framework) {
        this.link = link;
        this.permit = permit;
        this.subscription = subscription;
        this.framework = framework;
    }

    /** Sends the call after all before it; the result comes on a thread of the HTTP client. */
    CompletableFuture<CallResult> send(Call.Builder call, Map<String, String> headers) {
        Waiting last =
                new Waiting(
                        call.setFrameworkId(framework).build(),
                        Map.copyOf(headers),
                        new CompletableFuture<>());
        synchronized (this) {
            if (closed) {
                last.result().complete(new CallResult.NotConnected("the subscription has ended"));
                return last.result();
            }
            waiting.add(last);
            if (sending) {
                return last.result();
            }
            sending = true;
            idle = new CompletableFuture<>();
        }
        sendNext();
        return last.result();
    }

    /** Ends the queue: what was not sent yet never will be, which its results tell. */
    void close(String reason) {
        Queue<Waiting> unsent;
        synchronized (this) {
            closed = true;
            unsent = new ArrayDeque<>(waiting);
            waiting.clear();
        }
        unsent.forEach(call -> call.result().complete(new CallResult.NotConnected(reason)));
    }

    /** Completes when no call waits or is under way. */
    synchronized CompletableFuture<?> idle() {
        return idle;
    }

    private void sendNext() {
        Waiting next;
        CompletableFuture<?> done;
        synchronized (this) {
            if (!waiting.isEmpty() && !permit.getAsBoolean()) {
                CompletableFuture.delayedExecutor(GLANCE_MILLIS, TimeUnit.MILLISECONDS)
                        .execute(this::sendNext);
                return;
            }
            next = waiting.poll();
            sending = next != null;
            done = idle;
        }
        if (next == null) {
            done.complete(null);
            return;
        }
        var _ =
                link.send(subscription, next.call(), next.headers())
                        .whenComplete(
                                (response, failure) -> {
                                    CallResult result =
                                            failure == null
                                                    ? resultOf(response)
                                                    : unanswered(failure);
                                    var _ = next.result().completeAsync(() -> result);
                                    sendNext();
                                });
    }

    private CallResult resultOf(HttpResponse<String> response) {
        return switch (response.statusCode()) {
            case 200, 202 -> new CallResult.Accepted();
            case 307 -> {
                String reason = subscription.endpoint() + " does not lead any more";
                subscription.events().cancel(reason);
                yield new CallResult.NotConnected(reason);
            }
            default -> new CallResult.Refused(response.statusCode(), response.body());
        };
    }

    private static CallResult unanswered(Throwable failure) {
        return new CallResult.Unanswered(String.valueOf(failure.getMessage()));
    }
}

package io.mesocosm.scheduler;

import io.mesocosm.protocol.v1.scheduler.Call;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Asks the masters, one right after the other, for a subscription, and goes where a standby sends
 * it (spec §0.4); owned by the client's thread.
 */
final class LeaderSearch {

    private static final int REDIRECTS_MAX = 5;

    /** Statuses that a second attempt would get again: the call or the credentials are wrong. */
    private static final List<Integer> FINAL_STATUSES = List.of(400, 401, 403, 406, 415);

    /** What an attempt came to. */
    sealed interface Outcome {

        record Subscribed(Subscription subscription) implements Outcome {}

        /** No leader there at present; worth another attempt. */
        record Failed(String reason) implements Outcome {}

        /** The leader refuses this framework. */
        record Refused(String reason) implements Outcome {}
    }

    private final SchedulerConfig config;
    private final MasterLink link;
    private int next;

    LeaderSearch(SchedulerConfig config, MasterLink link) {
        this.config = config;
        this.link = link;
    }

    /** Asks every master once, or fewer; gives up early when {@code stopped} completes. */
    Outcome attempt(Call subscribe, CompletableFuture<?> stopped) throws InterruptedException {
        List<String> reasons = new ArrayList<>();
        for (int asked = 0; asked < config.masters().size() && !stopped.isDone(); asked++) {
            switch (attemptNext(subscribe, stopped)) {
                case Outcome.Failed(String reason) -> reasons.add(reason);
                case Outcome.Subscribed subscribed -> {
                    return subscribed;
                }
                case Outcome.Refused refused -> {
                    return refused;
                }
            }
        }
        return new Outcome.Failed(String.join("; ", reasons));
    }

    private Outcome attemptNext(Call subscribe, CompletableFuture<?> stopped)
            throws InterruptedException {
        URI master = config.masters().get(next);
        next = (next + 1) % config.masters().size();
        URI endpoint = MasterLink.endpointOf(master);
        for (int redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
            Answer answer = ask(endpoint, subscribe, stopped);
            switch (answer) {
                case Answer.Moved(URI target) -> endpoint = target;
                case Answer.Final(Outcome outcome) -> {
                    if (outcome instanceof Outcome.Subscribed) {
                        // The master that led here is the first to be asked next time.
                        next = config.masters().indexOf(master);
                    }
                    return outcome;
                }
            }
        }
        return new Outcome.Failed(master + " redirects in circles, last to " + endpoint);
    }

    /** One of several masters may be frozen, and the next one the leader. */
    private Duration patience() {
        return config.masters().size() > 1 ? config.connectTimeout() : config.callTimeout();
    }

    private sealed interface Answer {

        record Moved(URI target) implements Answer {}

        record Final(Outcome outcome) implements Answer {}
    }

    private Answer ask(URI endpoint, Call subscribe, CompletableFuture<?> stopped)
            throws InterruptedException {
        CompletableFuture<HttpResponse<MasterLink.Body>> response =
                link.subscribe(endpoint, subscribe);
        try {
            CompletableFuture.anyOf(response, stopped)
                    .get(patience().toNanos(), TimeUnit.NANOSECONDS);
            if (response.isDone()) {
                return read(endpoint, response.get());
            }
            response.cancel(true);
            return failed("the client is closed");
        } catch (TimeoutException e) {
            response.cancel(true);
            return failed(endpoint + " did not answer within " + patience());
        } catch (ExecutionException e) {
            return failed(
                    e.getCause() instanceof SSLException broken
                            ? distrust(endpoint, broken)
                            : endpoint + " cannot be reached: " + e.getCause());
        }
    }

    private static String distrust(URI endpoint, SSLException broken) {
        return "%s makes no TLS connection with this client: %s; its certificate must be for '%s' and signed by an authority that this client trusts, and it must trust the certificate that this client shows, if any"
                .formatted(endpoint, broken.getMessage(), endpoint.getHost());
    }

    private Answer read(URI endpoint, HttpResponse<MasterLink.Body> response) {
        return switch (response.body()) {
            case MasterLink.Body.Stream stream -> open(endpoint, response, stream);
            case MasterLink.Body.Text(String text) -> readText(endpoint, response, text);
        };
    }

    private Answer open(URI endpoint, HttpResponse<?> response, MasterLink.Body.Stream stream) {
        EventStream events = new EventStream(link.formatOf(response), config.eventSizeMax());
        stream.bytes().subscribe(events);
        Optional<String> streamId = MasterLink.streamId(response);
        if (streamId.isEmpty()) {
            events.cancel("no stream id");
            return failed(
                    endpoint + " subscribed without a Mesos-Stream-Id; it is no Mesos master");
        }
        return new Answer.Final(
                new Outcome.Subscribed(new Subscription(endpoint, streamId.get(), events)));
    }

    private static Answer readText(URI endpoint, HttpResponse<?> response, String text) {
        if (response.statusCode() == 307) {
            Optional<String> location = response.headers().firstValue("Location");
            try {
                return location.isPresent()
                        ? moved(endpoint, endpoint.resolve(location.get()))
                        : failed(endpoint + " redirects nowhere");
            } catch (IllegalArgumentException e) {
                return failed(
                        endpoint + " redirects to what is no address: " + location.orElse(""));
            }
        }
        String reason = endpoint + " answered " + response.statusCode() + ": " + text;
        return FINAL_STATUSES.contains(response.statusCode())
                ? new Answer.Final(new Outcome.Refused(reason))
                : failed(reason);
    }

    /** What is meant to be private does not go on in the open because somebody says so. */
    private static Answer moved(URI from, URI target) {
        return "https".equals(from.getScheme()) && !"https".equals(target.getScheme())
                ? failed(from + " redirects to what is not https: " + target)
                : new Answer.Moved(target);
    }

    private static Answer failed(String reason) {
        return new Answer.Final(new Outcome.Failed(reason));
    }
}

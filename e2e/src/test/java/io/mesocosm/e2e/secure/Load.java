package io.mesocosm.e2e.secure;

import io.mesocosm.e2e.wire.Answer;
import io.mesocosm.e2e.wire.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that ask without end, each time on a new connection, until it is ended. */
public final class Load {
    private final Duration pace;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicInteger requests = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> clients = new ArrayList<>();

    /** Clients that wait so long between two requests. */
    public Load(Duration pace) {
        this.pace = pace;
    }

    /** One more client, which GETs the path. */
    public Load of(Endpoint endpoint, String path) {
        clients.add(Thread.ofVirtual().start(() -> ask(endpoint, path)));
        return this;
    }

    private void ask(Endpoint endpoint, String path) {
        try {
            do {
                requests.incrementAndGet();
                try {
                    Answer answer = endpoint.ask("GET", path, Map.of(), new byte[0]);
                    if (answer.status() != 200) {
                        failures.add(path + ": " + answer);
                    }
                } catch (IOException e) {
                    failures.add(path + ": " + e);
                }
            } while (!ended.await(pace.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public int requests() {
        return requests.get();
    }

    public List<String> failures() {
        return List.copyOf(failures);
    }

    /** Ends all clients. */
    public void end() {
        ended.countDown();
        try {
            for (Thread client : clients) {
                client.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

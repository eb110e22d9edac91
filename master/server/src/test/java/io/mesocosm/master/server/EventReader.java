package io.mesocosm.master.server;

import com.google.protobuf.Message;
import io.mesocosm.protocol.json.JsonException;
import io.mesocosm.protocol.json.MesosJson;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Reads a stream of JSON records in the background. */
public final class EventReader<T extends Message> {
    private final BlockingQueue<T> events = new LinkedBlockingQueue<>();
    private final Thread thread;

    public EventReader(InputStream in, T prototype) {
        thread = Thread.ofVirtual().start(() -> read(in, prototype));
    }

    private void read(InputStream in, T prototype) {
        try {
            for (String length = line(in); !length.isEmpty(); length = line(in)) {
                events.add(MesosJson.parse(in.readNBytes(Integer.parseInt(length)), prototype));
            }
        } catch (IOException | JsonException e) {
            // The stream has ended.
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.append((char) b);
        }
        return line.toString();
    }

    /** The next event that fits; those before it are dropped. */
    public T next(Predicate<T> wanted) throws InterruptedException {
        while (true) {
            T event = events.poll(15, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("no such event in 15 s");
            }
            if (wanted.test(event)) {
                return event;
            }
        }
    }

    /** Waits until the stream has ended. */
    public void awaitEnd() throws InterruptedException {
        if (!thread.join(Duration.ofSeconds(15))) {
            throw new AssertionError("the stream has not ended in 15 s");
        }
    }
}

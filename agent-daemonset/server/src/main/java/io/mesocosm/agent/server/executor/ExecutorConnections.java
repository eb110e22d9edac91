package io.mesocosm.agent.server.executor;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mesocosm.agent.core.Effect;
import io.mesocosm.agent.core.Input;
import io.mesocosm.agent.core.executor.ExecutorKey;
import io.mesocosm.http.Exchange;
import io.mesocosm.http.RecordStream;
import io.mesocosm.protocol.media.MessageFormat;
import io.mesocosm.protocol.v1.AgentInfo;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open event streams of custom executors. Any thread. */
public final class ExecutorConnections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExecutorConnections.class);
    private static final Duration HEARTBEAT = Duration.ofMinutes(30);

    private final Consumer<Input> inputs;
    private final Supplier<AgentInfo> agent;
    private final Map<Long, Open> open = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final ScheduledExecutorService heart =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("executor-heartbeats").daemon().factory());

    private record Open(RecordStream stream, MessageFormat format) {}

    public ExecutorConnections(Consumer<Input> inputs, Supplier<AgentInfo> agent) {
        this.inputs = inputs;
        this.agent = agent;
    }

    /** Answers the exchange with a stream; its id is what the core knows it by. */
    long open(Exchange exchange, ExecutorKey executor, MessageFormat format) {
        long id = ids.incrementAndGet();
        RecordStream stream =
                exchange.recordStream(
                        format.mediaType(), null, reason -> ended(executor, id, reason));
        open.put(id, new Open(stream, format));
        if (!stream.isOpen()) {
            open.remove(id);
        }
        beat(id);
        return id;
    }

    private void ended(ExecutorKey executor, long id, String reason) {
        LOG.info(
                "framework={} executor={} disconnected: {}",
                executor.frameworkId(),
                executor.executorId(),
                reason);
        open.remove(id);
        inputs.accept(new Input.ExecutorDisconnected(executor, id));
    }

    private void beat(long id) {
        var _ =
                heart.schedule(
                        () -> {
                            Open to = open.get(id);
                            if (to != null) {
                                to.stream()
                                        .send(to.format().encodeRecord(ExecutorEvents.HEARTBEAT));
                                beat(id);
                            }
                        },
                        HEARTBEAT.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    public void send(Effect.SendToExecutor send) {
        Open to = open.get(send.connection());
        if (to == null) {
            return;
        }
        try {
            to.stream()
                    .send(
                            to.format()
                                    .encodeRecord(
                                            ExecutorEvents.encode(send.event(), agent.get())));
        } catch (InvalidProtocolBufferException e) {
            LOG.error(
                    "executor={} an event cannot be encoded: {}", send.executor(), e.getMessage());
        }
    }

    public void close(long connection) {
        Open gone = open.remove(connection);
        if (gone != null) {
            gone.stream().close();
        }
    }

    @Override
    public void close() {
        heart.shutdownNow();
    }
}

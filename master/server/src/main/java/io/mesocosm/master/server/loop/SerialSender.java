package io.mesocosm.master.server.loop;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one after the other, in the order they came, on threads of an executor: what one
 * receiver is sent is encoded off the master's loop and stays in order.
 */
public final class SerialSender {
    private static final Logger LOG = LoggerFactory.getLogger(SerialSender.class);

    private final Executor executor;
    private final Gate gate;
    private final ConcurrentLinkedQueue<Runnable> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * @param gate asked before each task; what comes when it is shut is dropped
     */
    public SerialSender(Executor executor, Gate gate) {
        this.executor = requireNonNull(executor, "executor");
        this.gate = requireNonNull(gate, "gate");
    }

    /** Runs the task after all that were given before. */
    public void run(Runnable task) {
        queue.add(task);
        if (waiting.getAndIncrement() == 0) {
            executor.execute(this::drain);
        }
    }

    private void drain() {
        do {
            Runnable task = requireNonNull(queue.poll());
            try {
                if (gate.pass()) {
                    task.run();
                }
            } catch (RuntimeException e) {
                // What follows must not wait for ever because one message could not be made.
                LOG.error("a message was not sent", e);
            }
        } while (waiting.decrementAndGet() > 0);
    }
}

package io.mesocosm.master.server.loop;

import io.mesocosm.master.core.effect.Outcome;
import io.mesocosm.master.core.input.CallHandle;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP calls that wait for the core's answer; any thread may open, the loop answers. */
public final class CallTable {
    private static final Logger LOG = LoggerFactory.getLogger(CallTable.class);

    private final AtomicLong last = new AtomicLong();
    private final ConcurrentMap<Long, Consumer<Outcome>> waiting = new ConcurrentHashMap<>();

    /**
     * Registers a call.
     *
     * @param answered called once, on the loop's thread: must not block
     */
    public CallHandle open(Consumer<Outcome> answered) {
        CallHandle call = new CallHandle(last.incrementAndGet());
        waiting.put(call.id(), answered);
        return call;
    }

    /** Forgets a call that never reached the core. */
    public void forget(CallHandle call) {
        waiting.remove(call.id());
    }

    /** Gives the answer to the call that waits for it. */
    public void answer(CallHandle call, Outcome outcome) {
        Consumer<Outcome> answered = waiting.remove(call.id());
        if (answered == null) {
            LOG.error("call={} answered without being open", call.id());
            return;
        }
        answered.accept(outcome);
    }

    /** Answers all that wait, because this master stops. */
    public void abandon() {
        for (Long id : waiting.keySet()) {
            Consumer<Outcome> answered = waiting.remove(id);
            if (answered != null) {
                answered.accept(new Outcome.Unavailable("This master is stopping"));
            }
        }
    }
}

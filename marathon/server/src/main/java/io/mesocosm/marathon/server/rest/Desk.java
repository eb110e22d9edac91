package io.mesocosm.marathon.server.rest;

import io.mesocosm.marathon.core.Claim;
import io.mesocosm.marathon.core.Command;
import io.mesocosm.marathon.core.Outcome;
import io.mesocosm.marathon.core.View;
import io.mesocosm.marathon.server.leadership.Deposed;
import io.mesocosm.marathon.server.loop.CoreLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Asks the core's loop and waits for its answer; for any thread that may block. */
final class Desk {

    private static final long PATIENCE_SECONDS = 60;

    private final CoreLoop loop;
    private final Metrics metrics;

    Desk(CoreLoop loop, Metrics metrics) {
        this.loop = loop;
        this.metrics = metrics;
    }

    <T> T read(Function<View, T> query) {
        return await(loop.read(query));
    }

    /** Asks for what all may do, whoever owns the apps. */
    Outcome ask(Command command) {
        return ask(command, Claim.NONE);
    }

    Outcome ask(Command command, Claim claim) {
        Outcome outcome = await(loop.submit(command, claim));
        if (outcome instanceof Outcome.Locked || outcome instanceof Outcome.Forbidden) {
            metrics.count("deployments.dismissed.counter");
        }
        return outcome;
    }

    /** The deployment that carries the change out; any other outcome is refused. */
    Outcome.Deployed deploy(Command command, Claim claim) {
        Outcome outcome = ask(command, claim);
        if (outcome instanceof Outcome.Deployed deployed) {
            return deployed;
        }
        throw Refusal.of(outcome);
    }

    private static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.of(503, "Marathon is shutting down");
        } catch (TimeoutException e) {
            throw Refusal.of(503, "Marathon did not answer in " + PATIENCE_SECONDS + " seconds");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Refusal refusal) {
                throw refusal;
            }
            if (e.getCause() instanceof Deposed deposed) {
                throw Refusal.of(503, deposed.getMessage() + "; ask again");
            }
            throw Refusal.of(503, "Marathon cannot reach its store: " + e.getCause());
        }
    }
}

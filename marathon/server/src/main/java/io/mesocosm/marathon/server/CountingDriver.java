package io.mesocosm.marathon.server;

import io.mesocosm.marathon.core.Effect;
import io.mesocosm.marathon.core.Input;
import io.mesocosm.marathon.server.loop.Driver;
import io.mesocosm.marathon.server.rest.Metrics;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Counts what goes to and comes from Mesos (spec §8, metrics). */
final class CountingDriver implements Driver {

    private final Driver driver;
    private final Metrics metrics;

    CountingDriver(Driver driver, Metrics metrics) {
        this.driver = driver;
        this.metrics = metrics;
    }

    @Override
    public void start(
            @Nullable String frameworkId, Consumer<Input> inputs, BooleanSupplier permit) {
        driver.start(
                frameworkId,
                input -> {
                    if (input instanceof Input.Offers offers) {
                        metrics.count("mesos.offers.incoming.counter", offers.offers().size());
                    } else if (input instanceof Input.Update update) {
                        String state = update.status().state().name().toLowerCase(Locale.ROOT);
                        metrics.count("mesos.task-updates." + state + ".counter");
                    }
                    inputs.accept(input);
                },
                permit);
    }

    @Override
    public void perform(Effect.ToMesos call) {
        switch (call) {
            case Effect.Accept accept -> {
                metrics.count("mesos.offers.used.counter");
                metrics.count("mesos.offer-operations.launch.counter", accept.tasks().size());
                metrics.count("tasks.launched.counter", accept.tasks().size());
            }
            case Effect.Decline decline ->
                    metrics.count("mesos.offers.declined.counter", decline.offerIds().size());
            case Effect.Revive _ -> metrics.count("mesos.calls.revive.counter");
            case Effect.Suppress _ -> metrics.count("mesos.calls.suppress.counter");
            case Effect.Kill _, Effect.Acknowledge _, Effect.Reconcile _, Effect.UpdateRoles _ -> {}
        }
        driver.perform(call);
    }

    @Override
    public void close() {
        driver.close();
    }
}

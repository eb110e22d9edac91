package io.mesocosm.master.core.registry;

import io.mesocosm.master.core.effect.Effect;
import io.mesocosm.master.core.input.RegistryResult;
import io.mesocosm.master.core.state.MasterState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Registry changes on their way: those of one step make one transaction, and what depends on a
 * change happens when its commit comes back (spec §8, design §3).
 */
public final class Transactions {
    private final MasterState state;
    private final Map<Long, List<Runnable>> proposed = new HashMap<>();
    private List<RegistryChange> changes = new ArrayList<>();
    private List<Runnable> continuations = new ArrayList<>();
    private long next = 1;

    public Transactions(MasterState state) {
        this.state = state;
    }

    /** Proposes a change; {@code then} runs when it is durable. */
    public void propose(RegistryChange change, Runnable then) {
        changes.add(change);
        continuations.add(then);
    }

    /** Sends off what the step proposed. */
    public void flush() {
        if (changes.isEmpty()) {
            return;
        }
        long transaction = next++;
        proposed.put(transaction, continuations);
        state.outbox().add(new Effect.CommitRegistry(transaction, changes));
        changes = new ArrayList<>();
        continuations = new ArrayList<>();
    }

    public void result(RegistryResult result) {
        List<Runnable> waiting = proposed.remove(result.transaction());
        if (waiting == null) {
            return;
        }
        switch (result) {
            case RegistryResult.RegistryCommitted ignored -> waiting.forEach(Runnable::run);
            case RegistryResult.RegistryFailed failed ->
                    state.outbox()
                            .add(
                                    new Effect.StepDown(
                                            "The registry could not be written: "
                                                    + failed.reason()));
        }
    }
}

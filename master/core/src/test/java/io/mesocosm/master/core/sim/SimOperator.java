package io.mesocosm.master.core.sim;

import io.mesocosm.master.core.input.OperatorCall.DeactivateAgent;
import io.mesocosm.master.core.input.OperatorCall.DrainAgent;
import io.mesocosm.master.core.input.OperatorCall.ReactivateAgent;
import java.time.Duration;
import java.util.List;

/** Somebody who deactivates, drains and reactivates agents without looking. */
final class SimOperator {
    private final World world;
    private final SimMaster master;
    private final List<SimAgent> agents;

    SimOperator(World world, SimMaster master, List<SimAgent> agents) {
        this.world = world;
        this.master = master;
        this.agents = agents;
        later();
    }

    private void later() {
        world.in(world.between(1000, 6000), this::live);
    }

    private void live() {
        if (world.isCalm()) {
            return;
        }
        String id = agents.get(world.below(agents.size())).id();
        switch (world.below(4)) {
            case 0 -> master.ask(call -> new DeactivateAgent(call, id));
            case 1 -> master.ask(call -> new DrainAgent(call, id, Duration.ofSeconds(1), false));
            default -> master.ask(call -> new ReactivateAgent(call, id));
        }
        later();
    }
}

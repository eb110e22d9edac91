package io.mesocosm.master.core.sim;

import java.time.Instant;

/** One connection: in order each way while it lasts; what is under way when it breaks is lost. */
final class Wire {
    private final World world;
    private Instant lastOut = Instant.MIN;
    private Instant lastBack = Instant.MIN;
    private boolean broken;

    Wire(World world) {
        this.world = world;
    }

    void out(Runnable delivery) {
        lastOut = later(lastOut);
        deliver(lastOut, delivery);
    }

    void back(Runnable delivery) {
        lastBack = later(lastBack);
        deliver(lastBack, delivery);
    }

    private Instant later(Instant last) {
        Instant at = world.now().plus(world.between(0, 40));
        return at.isBefore(last) ? last : at;
    }

    private void deliver(Instant at, Runnable delivery) {
        world.at(
                at,
                () -> {
                    if (!broken) {
                        delivery.run();
                    }
                });
    }

    void breakNow() {
        broken = true;
    }

    /** Ends after what is under way to the far side. */
    void close(Runnable noticed) {
        back(
                () -> {
                    broken = true;
                    noticed.run();
                });
    }

    boolean isBroken() {
        return broken;
    }
}

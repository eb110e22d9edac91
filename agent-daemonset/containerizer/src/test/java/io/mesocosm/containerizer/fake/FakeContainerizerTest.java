package io.mesocosm.containerizer.fake;

import io.mesocosm.containerizer.Containerizer;
import io.mesocosm.containerizer.ContainerizerContract;

/** The fake keeps the contract. */
class FakeContainerizerTest extends ContainerizerContract {
    private final Machine machine = new Machine();

    @Override
    protected Containerizer open() {
        return new FakeContainerizer(machine);
    }
}

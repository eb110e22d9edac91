package io.mesocosm.master.core;

import io.mesocosm.master.core.input.Input;
import io.mesocosm.master.core.state.MasterState;

/** The one place where every input finds its noun: an exhaustive switch that delegates. */
final class MasterStep {
    MasterStep(MasterState state) {}

    void start() {}

    void take(Input input) {}

    void finish() {}
}

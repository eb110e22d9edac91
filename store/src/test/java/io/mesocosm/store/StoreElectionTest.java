package io.mesocosm.store;

/** The election of a store that one process has for itself keeps the contract. */
final class StoreElectionTest extends ElectionContract {
    @Override
    Store openStore() {
        return new MemoryStore();
    }

    @Override
    Election openElection(Store fenced) {
        return new StoreElection(fenced, "election/master");
    }
}

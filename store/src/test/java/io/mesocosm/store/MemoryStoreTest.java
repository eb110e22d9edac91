package io.mesocosm.store;

/** The memory store keeps the contract. */
final class MemoryStoreTest extends StoreContract {
    @Override
    Store open() {
        return new MemoryStore();
    }
}

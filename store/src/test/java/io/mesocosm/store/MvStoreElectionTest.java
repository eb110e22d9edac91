package io.mesocosm.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The same election on disk. */
final class MvStoreElectionTest extends ElectionContract {
    @TempDir private Path directory;

    @Override
    Store openStore() {
        return MvStore.open(directory.resolve("store.mv"));
    }

    @Override
    Election openElection(Store fenced) {
        return new StoreElection(fenced, "election/master");
    }
}

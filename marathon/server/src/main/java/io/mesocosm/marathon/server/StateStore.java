package io.mesocosm.marathon.server;

import static java.util.Objects.requireNonNull;

import io.mesocosm.marathon.core.Shelf;
import io.mesocosm.marathon.server.persistence.Archive;
import io.mesocosm.store.Election;
import io.mesocosm.store.Store;
import io.mesocosm.store.StoreElection;
import io.mesocosm.store.StoreException;
import io.mesocosm.store.etcd.Etcd;
import io.mesocosm.store.etcd.EtcdOptions;

/**
 * Where the state is kept, and the election among all Marathons that keep theirs there.
 *
 * @param shelf what the store has room for
 * @param disconnect ends what was opened beside the election
 */
public record StateStore(Store store, Election election, Shelf shelf, Runnable disconnect)
        implements AutoCloseable {

    private static final String ELECTION = "election/marathon";

    public StateStore {
        requireNonNull(store, "store");
        requireNonNull(election, "election");
        requireNonNull(shelf, "shelf");
        requireNonNull(disconnect, "disconnect");
    }

    /** A way to the store that may have to be tried again. */
    @FunctionalInterface
    public interface Opening {

        /**
         * Opens the store.
         *
         * @throws StoreException when it cannot be opened; with a cause, when it may be later
         */
        StateStore open();
    }

    /** A store that this process has for itself; whoever opened it closes it. */
    public static StateStore embedded(Store store) {
        return new StateStore(store, new StoreElection(store, ELECTION), Shelf.ENDLESS, () -> {});
    }

    /**
     * The store that several Marathons share.
     *
     * @throws StoreException as {@link Opening#open} says
     */
    public static StateStore etcd(EtcdOptions options) {
        Etcd etcd = Etcd.open(options);
        Store store = etcd.store();
        return new StateStore(
                store,
                etcd.election(ELECTION),
                Archive::refusal,
                () -> {
                    store.close();
                    etcd.close();
                });
    }

    @Override
    public void close() {
        election.close();
        disconnect.run();
    }
}

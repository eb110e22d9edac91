package io.mesocosm.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction and a prefix mean over an ordered map, whatever keeps the map; owned by one
 * thread.
 *
 * @see MvStore
 * @see MemoryStore
 */
abstract class KeySpace {

    /** The entry under the key, or null. */
    abstract @Nullable Entry get(String key);

    /** The entries from the key on, in order. */
    abstract Iterable<Entry> from(String key);

    abstract void put(Entry entry);

    abstract void delete(String key);

    /** The revision of the last transaction that was applied; 0 at first. */
    abstract long revision();

    abstract void revision(long revision);

    final Outcome apply(Transaction transaction) {
        Optional<Guard> failed =
                transaction.guards().stream().filter(guard -> !holds(guard)).findFirst();
        if (failed.isPresent()) {
            return new Outcome.Refused(failed.get());
        }
        long revision = revision() + 1;
        for (Write write : transaction.writes()) {
            switch (write) {
                case Write.Put(String key, byte[] value) -> put(new Entry(key, value, revision));
                case Write.Delete(String key) -> delete(key);
            }
        }
        revision(revision);
        return new Outcome.Committed(revision);
    }

    final List<Entry> read(String prefix) {
        List<Entry> found = new ArrayList<>();
        for (Entry entry : from(prefix)) {
            if (!entry.key().startsWith(prefix)) {
                break;
            }
            found.add(entry);
        }
        return found;
    }

    private boolean holds(Guard guard) {
        Entry entry = get(guard.key());
        return switch (guard) {
            case Guard.Absent _ -> entry == null;
            case Guard.Unchanged(_, long revision) -> entry != null && entry.revision() == revision;
        };
    }
}

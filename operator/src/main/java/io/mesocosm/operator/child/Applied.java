package io.mesocosm.operator.child;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what was applied last: an object that is to be as before, and that nobody touched
 * since, needs no request. Safe for any thread.
 */
public final class Applied {

    /**
     * What an object was to be, and its state after that.
     *
     * @param state what changes when somebody changes more than its status
     */
    private record Memory(HasMetadata wanted, String state) {}

    private final Map<String, Memory> memories = new ConcurrentHashMap<>();

    /**
     * Applies an object where that may change something.
     *
     * @param present the object as it is known to be, null where none is known
     */
    public void apply(KubernetesClient client, HasMetadata wanted, @Nullable HasMetadata present) {
        String key = key(wanted);
        Memory memory = memories.get(key);
        if (present != null
                && memory != null
                && memory.wanted.equals(wanted)
                && memory.state.equals(state(present))) {
            return;
        }
        memories.put(key, new Memory(wanted, state(requireNonNull(Apply.apply(client, wanted)))));
    }

    /** Forgets what is gone. */
    public void forget(HasMetadata object) {
        memories.remove(key(object));
    }

    private static String key(HasMetadata object) {
        ObjectMeta meta = object.getMetadata();
        return object.getKind() + "/" + meta.getNamespace() + "/" + meta.getName();
    }

    private static String state(HasMetadata object) {
        ObjectMeta meta = object.getMetadata();
        return "%s %s %s %s"
                .formatted(
                        meta.getUid(),
                        meta.getGeneration() == null
                                ? meta.getResourceVersion()
                                : meta.getGeneration(),
                        meta.getLabels(),
                        meta.getOwnerReferences());
    }
}

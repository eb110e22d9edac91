package io.mesocosm.operator.child;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Secrets with what cannot be worked out again: they are made once, and changed only by who has
 * seen their present state, so that an operator that looks at an old one does no harm.
 */
public final class Kept {
    private Kept() {}

    /**
     * The Secret as it is, or as it is made now.
     *
     * @param known as it is known to be, null where none is known
     * @throws Foreign when somebody else has one of that name
     */
    public static Secret get(
            KubernetesClient client,
            HasMetadata owner,
            @Nullable Secret known,
            Supplier<Secret> first) {
        if (known != null) {
            return known;
        }
        Secret wanted = first.get();
        Optional<Secret> found = Optional.ofNullable(client.resource(wanted).get());
        found.ifPresent(secret -> Foreign.refuse(secret, owner));
        // One that another operator makes at the same time wins: this attempt fails, the next
        // reads.
        return found.orElseGet(() -> client.resource(wanted).create());
    }

    /** Replaces its texts; fails where somebody changed it since it was read. */
    public static Secret replace(KubernetesClient client, Secret read, Secret wanted) {
        wanted.getMetadata().setResourceVersion(read.getMetadata().getResourceVersion());
        return client.resource(wanted).update();
    }
}

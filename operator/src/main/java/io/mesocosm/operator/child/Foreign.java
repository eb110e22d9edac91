package io.mesocosm.operator.child;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** An object of somebody else's stands in the way. */
public final class Foreign extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Foreign(String message) {
        super(message);
    }

    /**
     * Nothing where the object is the owner's.
     *
     * @throws Foreign when it is not: to apply would take over what somebody else made
     */
    public static void refuse(HasMetadata found, HasMetadata owner) {
        if (!Apply.isOwned(found, owner)) {
            throw new Foreign(
                    "%s %s/%s is there already and is not this cluster's: delete it, or give the cluster another name"
                            .formatted(
                                    found.getKind(),
                                    found.getMetadata().getNamespace(),
                                    found.getMetadata().getName()));
        }
    }
}

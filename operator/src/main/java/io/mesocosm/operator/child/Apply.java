package io.mesocosm.operator.child;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Makes objects as they are to be, by server-side apply: what others changed of it is put back. */
public final class Apply {
    private Apply() {}

    public static <T extends HasMetadata> T apply(KubernetesClient client, T object) {
        return client.resource(object)
                .inNamespace(object.getMetadata().getNamespace())
                .fieldManager(Labels.OPERATOR)
                .forceConflicts()
                .serverSideApply();
    }

    /** Whether the object belongs to the owner, as its controller. */
    public static boolean isOwned(HasMetadata object, HasMetadata owner) {
        return object.getMetadata().getOwnerReferences().stream()
                .anyMatch(reference -> reference.getUid().equals(owner.getMetadata().getUid()));
    }
}

package io.mesocosm.operator.snapshot;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Labels;
import java.net.HttpURLConnection;
import java.util.Map;

/** The claim with a cluster's snapshots: made where there is none, and left as it is from then. */
public final class SnapshotClaim {
    private SnapshotClaim() {}

    /** Makes it, where the cluster wants one; whoever made it before had his reasons. */
    public static void make(KubernetesClient client, Blueprint blueprint) {
        SnapshotObjects.claim(blueprint)
                .filter(claim -> client.resource(claim).get() == null)
                .ifPresent(claim -> create(client, claim));
    }

    private static void create(KubernetesClient client, PersistentVolumeClaim claim) {
        try {
            client.resource(claim).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
    }

    /** Removes it with a cluster that retains nothing, if the operator made it. */
    public static void remove(KubernetesClient client, Blueprint blueprint) {
        PersistentVolumeClaim claim =
                client.persistentVolumeClaims()
                        .inNamespace(blueprint.namespace())
                        .withName(SnapshotObjects.claimName(blueprint))
                        .get();
        Map<String, String> labels = claim == null ? null : claim.getMetadata().getLabels();
        if (labels != null
                && Labels.OPERATOR.equals(labels.get(Labels.MANAGED_BY))
                && blueprint.name().equals(labels.get(Labels.CLUSTER))) {
            client.resource(claim).delete();
        }
    }
}

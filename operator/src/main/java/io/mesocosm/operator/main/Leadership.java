package io.mesocosm.operator.main;

import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.mesocosm.operator.child.Labels;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Lease that one operator at a time holds, and works.
 *
 * @param namespace where it lies; null where no other operator can be at work
 * @param owner Deployment that takes the Lease along when it is deleted; null for none
 * @param identity who we are
 */
record Leadership(
        KubernetesClient client,
        @Nullable String namespace,
        @Nullable String owner,
        String identity) {
    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
    private static final int LOST_LEASE = 4;

    /**
     * How to be elected. Who lost the Lease ends at once: another works now. The framework would
     * end the process from inside its own shutdown too, and wait for itself.
     */
    Optional<LeaderElectionConfiguration> election(BooleanSupplier closing) {
        return namespace == null
                ? Optional.empty()
                : Optional.of(
                        new LeaderElectionConfiguration(
                                Labels.OPERATOR,
                                namespace,
                                LeaderElectionConfiguration.LEASE_DURATION_DEFAULT_VALUE,
                                LeaderElectionConfiguration.RENEW_DEADLINE_DEFAULT_VALUE,
                                LeaderElectionConfiguration.RETRY_PERIOD_DEFAULT_VALUE,
                                identity,
                                new LeaderCallbacks(
                                        this::elected,
                                        () -> lost(closing),
                                        holder -> LOG.info("the Lease is held by {}", holder)),
                                false));
    }

    private void elected() {
        LOG.info("holds the Lease, works");
        try {
            belongToOwner();
        } catch (KubernetesClientException e) {
            LOG.warn("the Lease will outlive deployment={}: {}", owner, e.getMessage());
        }
    }

    private static void lost(BooleanSupplier closing) {
        if (!closing.getAsBoolean()) {
            LOG.error("lost the Lease, ends");
            Runtime.getRuntime().halt(LOST_LEASE);
        }
    }

    private void belongToOwner() {
        if (owner == null) {
            return;
        }
        Deployment deployment =
                client.apps().deployments().inNamespace(namespace).withName(owner).get();
        Lease held = lease().get();
        if (deployment == null
                || held == null
                || !held.getMetadata().getOwnerReferences().isEmpty()) {
            return;
        }
        held.getMetadata()
                .setOwnerReferences(
                        List.of(
                                new OwnerReferenceBuilder()
                                        .withApiVersion("apps/v1")
                                        .withKind("Deployment")
                                        .withName(owner)
                                        .withUid(deployment.getMetadata().getUid())
                                        .build()));
        lease().patch(PatchContext.of(PatchType.JSON_MERGE), held);
    }

    /** Leaves the Lease to whoever waits for it, in place of letting it run out. */
    void release() {
        if (namespace == null) {
            return;
        }
        Lease held = lease().get();
        if (held != null && identity.equals(held.getSpec().getHolderIdentity())) {
            held.getSpec().setHolderIdentity("");
            held.getSpec().setLeaseDurationSeconds(1);
            lease().patch(PatchContext.of(PatchType.JSON_MERGE), held);
        }
    }

    private Resource<Lease> lease() {
        return client.leases().inNamespace(namespace).withName(Labels.OPERATOR);
    }
}

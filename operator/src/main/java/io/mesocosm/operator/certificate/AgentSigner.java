package io.mesocosm.operator.certificate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestBuilder;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.mesocosm.crds.cluster.MesosCluster;
import io.mesocosm.operator.certificate.AgentRule.Decision;
import io.mesocosm.operator.certificate.AgentRule.Surroundings;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.ClusterName;
import io.mesocosm.operator.child.Defaults;
import io.mesocosm.operator.child.Secured;
import io.mesocosm.operator.event.EventRecorder;
import io.mesocosm.tls.Authorities;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signer of the clusters: answers the CertificateSigningRequests of their agents. What is
 * answered is left to Kubernetes, which removes it in time.
 */
public final class AgentSigner implements Reconciler<CertificateSigningRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(AgentSigner.class);
    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final String APPROVED = "Approved";

    private final Set<String> namespaces;
    private final Defaults defaults;
    private final EventRecorder events;
    private final Clock clock;

    /**
     * @param namespaces whose clusters' signer this is; empty for all
     */
    public AgentSigner(
            Set<String> namespaces, Defaults defaults, EventRecorder events, Clock clock) {
        this.namespaces = Set.copyOf(namespaces);
        this.defaults = requireNonNull(defaults, "defaults");
        this.events = requireNonNull(events, "events");
        this.clock = requireNonNull(clock, "clock");
    }

    @Override
    public UpdateControl<CertificateSigningRequest> reconcile(
            CertificateSigningRequest object, Context<CertificateSigningRequest> context) {
        if (isAnswered(object)) {
            return UpdateControl.noUpdate();
        }
        Optional<AgentRequest> request = AgentRequest.of(object).filter(this::isOurs);
        return request.isPresent() && !answer(context.getClient(), object, request.get())
                ? UpdateControl.<CertificateSigningRequest>noUpdate().rescheduleAfter(AGAIN)
                : UpdateControl.noUpdate();
    }

    /** Another operator looks after the clusters of other namespaces. */
    private boolean isOurs(AgentRequest request) {
        return namespaces.isEmpty() || namespaces.contains(request.cluster().namespace());
    }

    private static boolean isAnswered(CertificateSigningRequest object) {
        CertificateSigningRequestStatus status = object.getStatus();
        return isSigned(status) || has(status, "Denied") || has(status, "Failed");
    }

    private static boolean isSigned(@Nullable CertificateSigningRequestStatus status) {
        return status != null
                && status.getCertificate() != null
                && !status.getCertificate().isEmpty();
    }

    private static boolean has(@Nullable CertificateSigningRequestStatus status, String type) {
        return status != null
                && status.getConditions() != null
                && status.getConditions().stream().anyMatch(c -> c.getType().equals(type));
    }

    /** Whether it could be answered: false while the cluster has no authority yet. */
    private boolean answer(
            KubernetesClient client, CertificateSigningRequest object, AgentRequest request) {
        Surroundings around = around(client, request);
        return switch (AgentRule.decide(request, around)) {
            case Decision.Deny denial -> {
                deny(client, object, denial, around.cluster());
                yield true;
            }
            case Decision.Approve approval ->
                    sign(client, object, request, approval, requireNonNull(around.cluster()));
        };
    }

    private Surroundings around(KubernetesClient client, AgentRequest request) {
        ClusterName name = request.cluster();
        MesosCluster cluster =
                client.resources(MesosCluster.class)
                        .inNamespace(name.namespace())
                        .withName(name.name())
                        .get();
        if (cluster == null) {
            return new Surroundings(null, null, null, null);
        }
        Pod pod =
                request.pod()
                        .map(p -> client.pods().inNamespace(name.namespace()).withName(p).get())
                        .orElse(null);
        return new Surroundings(
                new Blueprint(cluster, defaults), pod, set(client, pod), node(client, pod));
    }

    private static @Nullable DaemonSet set(KubernetesClient client, @Nullable Pod pod) {
        if (pod == null) {
            return null;
        }
        return pod.getMetadata().getOwnerReferences().stream()
                .filter(owner -> owner.getKind().equals("DaemonSet"))
                .map(OwnerReference::getName)
                .findFirst()
                .map(
                        owner ->
                                client.apps()
                                        .daemonSets()
                                        .inNamespace(pod.getMetadata().getNamespace())
                                        .withName(owner)
                                        .get())
                .orElse(null);
    }

    private static @Nullable Node node(KubernetesClient client, @Nullable Pod pod) {
        String name = pod == null ? null : pod.getSpec().getNodeName();
        return name == null ? null : client.nodes().withName(name).get();
    }

    private void deny(
            KubernetesClient client,
            CertificateSigningRequest object,
            Decision.Deny denial,
            @Nullable Blueprint cluster) {
        if (has(object.getStatus(), APPROVED)) {
            // By hand: approved is not signed, and what was approved cannot be denied.
            client.resource(with(object, "Failed", denial.reason(), denial.message()))
                    .updateStatus();
        } else {
            var _ =
                    client.resource(with(object, "Denied", denial.reason(), denial.message()))
                            .subresource("approval")
                            .update();
        }
        LOG.warn(
                "request={} signer={} denied reason={}: {}",
                name(object),
                object.getSpec().getSignerName(),
                denial.reason(),
                denial.message());
        if (cluster != null) {
            events.warning(cluster.cluster(), "CertificateDenied", "Sign", denial.message());
        }
    }

    private boolean sign(
            KubernetesClient client,
            CertificateSigningRequest object,
            AgentRequest request,
            Decision.Approve approval,
            Blueprint blueprint) {
        ClusterName cluster = request.cluster();
        Secret secret =
                client.secrets()
                        .inNamespace(cluster.namespace())
                        .withName(Secured.authorities(blueprint))
                        .get();
        if (secret == null) {
            LOG.info(
                    "request={} signer={} waits for the cluster's authority",
                    name(object),
                    object.getSpec().getSignerName());
            return false;
        }
        Authorities authorities = ClusterAuthority.read(secret);
        CertificateSigningRequest approved =
                has(object.getStatus(), APPROVED)
                        ? object
                        : client.resource(
                                        with(
                                                object,
                                                APPROVED,
                                                "AgentOfNode",
                                                "pod %s/%s is the cluster's agent for %s"
                                                        .formatted(
                                                                cluster.namespace(),
                                                                request.pod().orElse(""),
                                                                approval.subject().name())))
                                .subresource("approval")
                                .update();
        String certificate =
                authorities
                        .signing()
                        .issue(
                                approval.subject(),
                                approval.key(),
                                approval.life(),
                                clock.instant());
        client.resource(
                        new CertificateSigningRequestBuilder(approved)
                                .editOrNewStatus()
                                .withCertificate(
                                        Base64.getEncoder()
                                                .encodeToString(certificate.getBytes(UTF_8)))
                                .endStatus()
                                .build())
                .updateStatus();
        LOG.info(
                "request={} signer={} signed subject={} pod={} life={}",
                name(object),
                object.getSpec().getSignerName(),
                approval.subject().name(),
                request.pod().orElse(""),
                approval.life());
        return true;
    }

    private static CertificateSigningRequest with(
            CertificateSigningRequest object, String type, String reason, String message) {
        return new CertificateSigningRequestBuilder(object)
                .editOrNewStatus()
                .addNewCondition()
                .withType(type)
                .withStatus("True")
                .withReason(reason)
                .withMessage(message)
                .endCondition()
                .endStatus()
                .build();
    }

    private static String name(HasMetadata object) {
        return object.getMetadata().getName();
    }
}

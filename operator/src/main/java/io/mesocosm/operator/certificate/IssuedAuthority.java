package io.mesocosm.operator.certificate;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.mesocosm.operator.child.Apply;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Component;
import io.mesocosm.operator.child.Secrets;
import io.mesocosm.tls.CertificateAuthority;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The authority that cert-manager issues for a cluster, in a Secret of cert-manager's making. */
final class IssuedAuthority {
    private IssuedAuthority() {}

    /**
     * The last that was issued; empty for none.
     *
     * @throws NotIssued when what was issued is no authority
     */
    static Optional<CertificateAuthority> find(KubernetesClient client, Blueprint blueprint) {
        Secret secret =
                client.secrets()
                        .inNamespace(blueprint.namespace())
                        .withName(IssuerObjects.name(blueprint))
                        .get();
        if (secret != null && !Apply.isOwned(secret, blueprint.cluster())) {
            own(client, blueprint);
        }
        Map<String, String> texts = secret == null ? Map.of() : Secrets.texts(secret);
        String certificate = texts.getOrDefault("tls.crt", "");
        String key = texts.getOrDefault("tls.key", "");
        if (certificate.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(CertificateAuthority.read(certificate, key));
        } catch (IllegalArgumentException e) {
            throw new NotIssued(
                    "what the issuer of spec.tls.issuerRef has put into the Secret %s is of no use: %s; name an issuer that may issue authorities, as one of kind CA or Vault"
                            .formatted(IssuerObjects.name(blueprint), e.getMessage()),
                    e);
        }
    }

    /**
     * Has the Secret go with the cluster, as it has the key of an authority; cert-manager leaves
     * it. Not as its controller, which cert-manager may be; and without our labels, by which it
     * would be taken for one that the operator wants no longer.
     */
    private static void own(KubernetesClient client, Blueprint blueprint) {
        String name = IssuerObjects.name(blueprint);
        List<OwnerReference> owners =
                blueprint.meta(name, Component.MASTER).getOwnerReferences().stream()
                        .map(
                                owner ->
                                        new OwnerReferenceBuilder(owner)
                                                .withController(false)
                                                .build())
                        .toList();
        var _ =
                Apply.apply(
                        client,
                        new SecretBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .withNamespace(blueprint.namespace())
                                .withOwnerReferences(owners)
                                .endMetadata()
                                .build());
    }

    /** Why there is none yet. */
    static NotIssued missing(KubernetesClient client, Blueprint blueprint) {
        String name = IssuerObjects.name(blueprint);
        if (!client.supports(IssuerObjects.API, IssuerObjects.CERTIFICATE)) {
            return new NotIssued(
                    "spec.tls.issuerRef needs cert-manager, and this Kubernetes has no Certificate of %s: install cert-manager, or take issuerRef out"
                            .formatted(IssuerObjects.API),
                    null);
        }
        GenericKubernetesResource certificate =
                client.genericKubernetesResources(IssuerObjects.API, IssuerObjects.CERTIFICATE)
                        .inNamespace(blueprint.namespace())
                        .withName(name)
                        .get();
        return new NotIssued(
                "the cluster's authority is not issued yet%s: kubectl describe certificate -n %s %s"
                        .formatted(
                                certificate == null ? "" : said(certificate),
                                blueprint.namespace(),
                                name),
                null);
    }

    /** What cert-manager says of it. */
    private static String said(GenericKubernetesResource certificate) {
        return certificate.get("status", "conditions") instanceof List<?> conditions
                ? conditions.stream()
                        .filter(Map.class::isInstance)
                        .map(condition -> ((Map<?, ?>) condition))
                        .filter(condition -> "Ready".equals(condition.get("type")))
                        .map(condition -> ", cert-manager says: " + condition.get("message"))
                        .findFirst()
                        .orElse("")
                : "";
    }
}

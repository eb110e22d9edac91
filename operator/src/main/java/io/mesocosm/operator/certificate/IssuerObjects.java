package io.mesocosm.operator.certificate;

import static io.mesocosm.operator.child.Addition.sorted;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.mesocosm.crds.cluster.Tls;
import io.mesocosm.operator.child.Addition;
import io.mesocosm.operator.child.Addition.Place;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Component;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What asks cert-manager for a cluster's authority. It issues no certificate but this one: the
 * cluster trusts its own authority alone, so nobody else to whom the issuer gives a certificate can
 * be a master or an operator of it, and agents ask the operator as ever.
 */
public final class IssuerObjects {
    /** The condition that tells of it. */
    public static final String REQUESTED = "AuthorityRequested";

    static final String API = "cert-manager.io/v1";
    static final String CERTIFICATE = "Certificate";

    /** As X.509 has it. */
    private static final int LONGEST_NAME = 64;

    private IssuerObjects() {}

    /** Name of the Certificate, and of the Secret that cert-manager puts the authority into. */
    static String name(Blueprint blueprint) {
        return blueprint.named("authority");
    }

    /** The Certificate, where a cluster names an issuer. */
    public static Addition of(Blueprint blueprint) {
        Tls.IssuerRef issuer = blueprint.isSecured() ? blueprint.tls().issuerRef() : null;
        return new Addition(
                REQUESTED,
                List.of(new Place(API, CERTIFICATE, name(blueprint))),
                issuer == null ? List.of() : List.of(certificate(blueprint, issuer)),
                "cert-manager is asked for the cluster's authority",
                "cert-manager is not asked for the cluster's authority",
                "install cert-manager, or take issuerRef out of spec.tls");
    }

    private static GenericKubernetesResource certificate(
            Blueprint blueprint, Tls.IssuerRef issuer) {
        Duration life = ClusterAuthority.durations(blueprint.tls()).authority();
        String name = "mesocosm %s/%s".formatted(blueprint.namespace(), blueprint.name());
        return Addition.object(
                API,
                CERTIFICATE,
                blueprint.meta(name(blueprint), Component.MASTER),
                sorted(
                        "secretName",
                        name(blueprint),
                        "isCA",
                        true,
                        "commonName",
                        name.substring(0, Math.min(name.length(), LONGEST_NAME)),
                        "subject",
                        sorted("organizations", List.of("mesocosm")),
                        "duration",
                        life.toSeconds() + "s",
                        "renewBefore",
                        life.dividedBy(3).toSeconds() + "s",
                        "usages",
                        List.of("cert sign", "crl sign", "digital signature"),
                        "privateKey",
                        sorted(
                                "algorithm",
                                "ECDSA",
                                "size",
                                256,
                                "encoding",
                                "PKCS8",
                                "rotationPolicy",
                                "Always"),
                        "issuerRef",
                        sorted(
                                "name",
                                issuer.name(),
                                "kind",
                                Objects.requireNonNullElse(issuer.kind(), "Issuer"),
                                "group",
                                Objects.requireNonNullElse(issuer.group(), "cert-manager.io"))));
    }
}

package io.mesocosm.operator.certificate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestSpec;
import io.mesocosm.operator.child.ClusterName;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A CertificateSigningRequest to the signer of a cluster: what is asked, and what the API server
 * knows of who asks. Nothing of it is believed yet but the latter.
 *
 * @param cluster whose signer is asked
 * @param username whose token it came with
 * @param pod name of the pod that the token is bound to; empty where it is bound to none
 * @param podUid that pod's uid
 * @param node name of that pod's node, where the API server knows it
 * @param usages what the certificate is to be for
 * @param life how long it is to be good at most; empty for the signer's choice
 * @param pem the request itself (PKCS#10)
 */
record AgentRequest(
        ClusterName cluster,
        String username,
        Optional<String> pod,
        Optional<String> podUid,
        Optional<String> node,
        Set<String> usages,
        Optional<Duration> life,
        String pem) {
    private static final String SIGNER = "mesocosm.io/";
    private static final String EXTRA = "authentication.kubernetes.io/";

    AgentRequest {
        requireNonNull(cluster, "cluster");
        requireNonNull(username, "username");
        usages = Set.copyOf(usages);
        requireNonNull(pem, "pem");
    }

    /** The cluster whose signer is named so; empty for a signer of another kind. */
    static Optional<ClusterName> cluster(String signer) {
        if (!signer.startsWith(SIGNER)) {
            return Optional.empty();
        }
        String name = signer.substring(SIGNER.length());
        // The namespace has no dot in its name; the cluster may have.
        int dot = name.indexOf('.');
        return dot <= 0 || dot == name.length() - 1
                ? Optional.empty()
                : Optional.of(new ClusterName(name.substring(0, dot), name.substring(dot + 1)));
    }

    /** The request to a cluster's signer; empty for one to another kind of signer. */
    static Optional<AgentRequest> of(CertificateSigningRequest request) {
        CertificateSigningRequestSpec spec = request.getSpec();
        return cluster(spec.getSignerName())
                .map(
                        cluster ->
                                new AgentRequest(
                                        cluster,
                                        text(spec.getUsername()),
                                        extra(spec, "pod-name"),
                                        extra(spec, "pod-uid"),
                                        extra(spec, "node-name"),
                                        spec.getUsages() == null
                                                ? Set.of()
                                                : Set.copyOf(spec.getUsages()),
                                        Optional.ofNullable(spec.getExpirationSeconds())
                                                .map(Duration::ofSeconds),
                                        new String(
                                                Base64.getDecoder().decode(text(spec.getRequest())),
                                                UTF_8)));
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static Optional<String> extra(CertificateSigningRequestSpec spec, String key) {
        Map<String, List<String>> extra = spec.getExtra();
        return Optional.ofNullable(extra == null ? null : extra.get(EXTRA + key))
                .filter(values -> values.size() == 1)
                .map(List::getFirst);
    }
}

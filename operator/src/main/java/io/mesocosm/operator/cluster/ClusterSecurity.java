package io.mesocosm.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.mesocosm.crds.cluster.Etcd;
import io.mesocosm.operator.certificate.CertificateObjects;
import io.mesocosm.operator.certificate.ClusterAuthority;
import io.mesocosm.operator.certificate.OperatorIdentities;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.ClusterName;
import io.mesocosm.operator.child.Component;
import io.mesocosm.operator.child.EtcdAccess;
import io.mesocosm.operator.child.Secured;
import io.mesocosm.operator.condition.Conditions;
import io.mesocosm.operator.credential.ClusterCredentials;
import io.mesocosm.operator.etcd.EtcdObjects;
import io.mesocosm.operator.exposure.ExposureObjects;
import io.mesocosm.tls.Authorities;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What secures a cluster: its authority, certificates and credentials, and the word on them. */
final class ClusterSecurity {
    static final String SECURED = "Secured";

    private static final int MARK = 16;
    private static final Duration CREDENTIALS_AGAIN = Duration.ofMinutes(1);

    /**
     * What there is to be.
     *
     * @param objects to be applied
     * @param kept names of the Secrets that are made already, and not to be applied
     * @param trusts differs for other authorities; empty where there are none
     * @param again when to look next if nothing happens
     */
    record Outcome(
            List<HasMetadata> objects, Set<String> kept, String trusts, Optional<Instant> again) {}

    private final KubernetesClient client;
    private final OperatorIdentities identities;
    private final Conditions conditions;
    private final Instant now;

    ClusterSecurity(
            KubernetesClient client,
            OperatorIdentities identities,
            Conditions conditions,
            Instant now) {
        this.client = client;
        this.identities = identities;
        this.conditions = conditions;
        this.now = now;
    }

    /** Writes what is to be kept, and says what else there is to be. */
    Outcome step(Blueprint blueprint, Collection<Secret> secrets, Observed observed) {
        ClusterName name = ClusterName.of(blueprint.cluster());
        if (!blueprint.isSecured()) {
            identities.plain(name);
            conditions.set(
                    SECURED,
                    false,
                    "Disabled",
                    "spec.tls.enabled is false: whoever reaches a port of this cluster runs programs on its nodes");
            return new Outcome(List.of(), Set.of(), "", Optional.empty());
        }
        Map<String, Secret> known =
                secrets.stream()
                        .collect(
                                Collectors.toMap(
                                        s -> s.getMetadata().getName(), Function.identity()));
        Authorities authorities =
                ClusterAuthority.step(
                        client,
                        blueprint,
                        known.get(Secured.authorities(blueprint)),
                        everybodyTrusts(blueprint, observed, known),
                        now);
        identities.secure(name, authorities, ClusterAuthority.durations(blueprint.tls()), now);
        CertificateObjects certificates =
                CertificateObjects.of(
                        blueprint, balancers(blueprint, observed), authorities, known::get, now);
        ClusterCredentials credentials =
                ClusterCredentials.step(
                        client, blueprint, known.get(ClusterCredentials.adminSecret(blueprint)));
        say(authorities, credentials);
        Instant again = certificates.due();
        Instant soon = now.plus(CREDENTIALS_AGAIN);
        // Users' Secrets are not watched: there may be many, and most are none of ours.
        if (!blueprint.credentials().isEmpty() && soon.isBefore(again)) {
            again = soon;
        }
        return new Outcome(
                Stream.concat(certificates.objects().stream(), credentials.objects().stream())
                        .toList(),
                Set.of(Secured.authorities(blueprint), ClusterCredentials.adminSecret(blueprint)),
                mark(authorities.bundle()),
                Optional.of(again));
    }

    private static Map<Component, List<String>> balancers(Blueprint blueprint, Observed observed) {
        Map<Component, List<String>> balancers = new EnumMap<>(Component.class);
        for (Component component : List.of(Component.MASTER, Component.MARATHON)) {
            observed.service(blueprint.named(component.label()))
                    .map(ExposureObjects::balancers)
                    .ifPresent(names -> balancers.put(component, names));
        }
        return balancers;
    }

    private void say(Authorities authorities, ClusterCredentials credentials) {
        if (!credentials.missing().isEmpty()) {
            conditions.set(
                    SECURED, false, "CredentialMissing", String.join("; ", credentials.missing()));
            return;
        }
        boolean turning = authorities.next() != null || authorities.previous() != null;
        conditions.set(
                SECURED,
                true,
                turning ? "RotatingAuthority" : "Issued",
                authorities.next() != null
                        ? "a new certificate authority is made known before it signs"
                        : authorities.previous() != null
                                ? "a new certificate authority signs; the one before is trusted until nothing of it is in use"
                                : "the certificate authority is good until "
                                        + authorities.signing().expires());
    }

    /** All others read a changed bundle by themselves; etcd must have been started with it. */
    private boolean everybodyTrusts(
            Blueprint blueprint, Observed observed, Map<String, Secret> known) {
        Optional<Etcd.Managed> etcd = blueprint.managedEtcd();
        Secret authority = known.get(Secured.authorities(blueprint));
        if (etcd.isEmpty() || authority == null) {
            return true;
        }
        String wanted = mark(ClusterAuthority.read(authority).bundle());
        List<Pod> members = observed.pods(Component.ETCD);
        return members.size() == EtcdAccess.members(etcd.get())
                && members.stream()
                        .allMatch(
                                pod ->
                                        PodTrouble.isReady(pod)
                                                && wanted.equals(
                                                        pod.getMetadata()
                                                                .getAnnotations()
                                                                .get(EtcdObjects.TRUSTS)));
    }

    /** The same for the same authorities, whichever of them signs. */
    static String mark(String bundle) {
        String sorted =
                Arrays.stream(bundle.split("(?<=-----END CERTIFICATE-----\n)"))
                        .sorted()
                        .collect(Collectors.joining());
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(sorted.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, MARK);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}

package io.mesocosm.operator.certificate;

import io.fabric8.kubernetes.api.model.Duration;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.mesocosm.crds.cluster.Tls;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Component;
import io.mesocosm.operator.child.Kept;
import io.mesocosm.operator.child.Secrets;
import io.mesocosm.operator.child.Secured;
import io.mesocosm.tls.Authorities;
import io.mesocosm.tls.Authorities.Durations;
import io.mesocosm.tls.Validity;
import java.text.ParseException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The certificate authority of a cluster, which lies in a Secret, and its rotations. */
public final class ClusterAuthority {
    /** An annotation of the cluster: another value begins a rotation. */
    public static final String ROTATE = "mesocosm.io/rotate-ca";

    /** How long the kubelet takes to bring a changed Secret to its pods, and they to read it. */
    private static final java.time.Duration OVERLAP = java.time.Duration.ofMinutes(2);

    private ClusterAuthority() {}

    /** How long the authority and its certificates last. */
    public static Durations durations(Tls tls) {
        Tls.Authority authority = tls.authority();
        Tls.Certificates certificates = tls.certificates();
        java.time.Duration life =
                read(certificates == null ? null : certificates.duration(), "24h");
        String early = certificates == null ? null : certificates.renewBefore();
        java.time.Duration third = life.dividedBy(3);
        java.time.Duration renewBefore =
                early != null ? read(early, early) : third.compareTo(OVERLAP) < 0 ? OVERLAP : third;
        return new Durations(
                read(authority == null ? null : authority.duration(), "8760h"),
                new Validity(life, renewBefore),
                OVERLAP);
    }

    private static java.time.Duration read(@Nullable String given, String usual) {
        try {
            return Duration.parse(given == null ? usual : given).getDuration();
        } catch (ParseException e) {
            throw new IllegalArgumentException(
                    "'%s' is no duration, as in 24h".formatted(given), e);
        }
    }

    /**
     * The authorities as they are to be now; the Secret is written where they change.
     *
     * @param known the Secret as it is known to be, null where none is known
     * @param everybodyTrusts whether all that take time to trust a new authority have begun to
     */
    public static Authorities step(
            KubernetesClient client,
            Blueprint blueprint,
            @Nullable Secret known,
            boolean everybodyTrusts,
            Instant now) {
        Source source = Source.of(client, blueprint, now);
        Secret secret =
                Kept.get(
                        client,
                        blueprint.cluster(),
                        known,
                        () -> secret(blueprint, source.first()));
        Authorities present = read(secret);
        if (present.next() != null && !everybodyTrusts) {
            return present;
        }
        Authorities next = source.next(present);
        if (!next.equals(present)) {
            Kept.replace(client, secret, secret(blueprint, next));
        }
        return next;
    }

    /** Who makes a cluster's authorities: the operator, or an issuer of cert-manager's. */
    private sealed interface Source {
        /** The first there are. */
        Authorities first();

        /** What is right now, after these. */
        Authorities next(Authorities present);

        static Source of(KubernetesClient client, Blueprint blueprint, Instant now) {
            Durations durations = durations(blueprint.tls());
            if (blueprint.tls().issuerRef() != null) {
                return new Issuer(client, blueprint, durations, now);
            }
            Map<String, String> annotations = blueprint.cluster().getMetadata().getAnnotations();
            return new Operator(
                    "mesocosm %s/%s".formatted(blueprint.namespace(), blueprint.name()),
                    annotations == null ? null : annotations.get(ROTATE),
                    durations,
                    now);
        }
    }

    /**
     * Authorities that vouch for themselves.
     *
     * @param request for a rotation, null for none
     */
    private record Operator(String name, @Nullable String request, Durations durations, Instant now)
            implements Source {
        @Override
        public Authorities first() {
            return Authorities.create(name, request == null ? "" : request, durations, now);
        }

        @Override
        public Authorities next(Authorities present) {
            return present.at(now, name, request == null ? present.asked() : request, durations);
        }
    }

    /** Authorities for which somebody else vouches. */
    private record Issuer(
            KubernetesClient client, Blueprint blueprint, Durations durations, Instant now)
            implements Source {
        @Override
        public Authorities first() {
            return Authorities.issued(
                    IssuedAuthority.find(client, blueprint)
                            .orElseThrow(() -> IssuedAuthority.missing(client, blueprint)),
                    "",
                    now);
        }

        @Override
        public Authorities next(Authorities present) {
            // What was issued once is good while its issuer is away.
            return present.at(
                    now,
                    IssuedAuthority.find(client, blueprint).orElse(present.signing()),
                    durations);
        }
    }

    /** The authorities in their Secret. */
    public static Authorities read(Secret secret) {
        return Authorities.read(Secrets.texts(secret));
    }

    private static Secret secret(Blueprint blueprint, Authorities authorities) {
        return Secrets.of(
                blueprint.meta(Secured.authorities(blueprint), Component.MASTER),
                "mesocosm.io/authorities",
                authorities.write());
    }
}

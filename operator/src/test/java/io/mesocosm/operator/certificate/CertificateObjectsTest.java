package io.mesocosm.operator.certificate;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.mesocosm.crds.cluster.MesosCluster;
import io.mesocosm.operator.Golden;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Component;
import io.mesocosm.operator.child.Defaults;
import io.mesocosm.operator.child.Secrets;
import io.mesocosm.tls.Authorities;
import io.mesocosm.tls.Authorities.Durations;
import io.mesocosm.tls.Groups;
import io.mesocosm.tls.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class CertificateObjectsTest {
    private static final Instant NOW = Instant.parse("2026-11-29T00:00:00Z");

    private final Blueprint full = blueprint("full.yaml");
    private final Durations durations = ClusterAuthority.durations(full.tls());
    private final Authorities authorities = Authorities.create("prod", "", durations, NOW);

    private static Blueprint blueprint(String file) {
        return new Blueprint(
                Golden.read("cluster/" + file, MesosCluster.class),
                new Defaults("control-plane", "agent", "etcd", "1.2.3", null, null));
    }

    private static Subject subject(Blueprint blueprint, Component component) {
        return requireNonNull(CertificateObjects.subjects(blueprint, Map.of()).get(component));
    }

    private static Map<String, Secret> secrets(CertificateObjects made) {
        return made.objects().stream()
                .filter(Secret.class::isInstance)
                .map(Secret.class::cast)
                .collect(Collectors.toMap(s -> s.getMetadata().getName(), Function.identity()));
    }

    @Test
    void lastsAsLongAsTheClusterSays() {
        assertThat(durations.authority()).isEqualTo(Duration.ofDays(90));
        assertThat(durations.leaf().life()).isEqualTo(Duration.ofHours(12));
        assertThat(durations.leaf().renewBefore()).isEqualTo(Duration.ofHours(6));

        Durations usual = ClusterAuthority.durations(blueprint("least.yaml").tls());
        assertThat(usual.authority()).isEqualTo(Duration.ofDays(365));
        assertThat(usual.leaf().life()).isEqualTo(Duration.ofHours(24));
        assertThat(usual.leaf().renewBefore()).isEqualTo(Duration.ofHours(8));
    }

    @Test
    void mastersAndMarathonAreKnownByTheirServicesTheirPodsAndTheGivenNames() {
        Subject master = subject(full, Component.MASTER);
        assertThat(master.group()).isEqualTo(Groups.MASTERS);
        assertThat(master.hosts())
                .containsExactly(
                        "prod-master",
                        "prod-master.mesos",
                        "prod-master.mesos.svc",
                        "prod-master.mesos.svc.cluster.local",
                        "prod-masters.mesos.svc",
                        "prod-masters.mesos.svc.cluster.local",
                        "*.prod-masters.mesos.svc",
                        "*.prod-masters.mesos.svc.cluster.local",
                        "localhost",
                        "mesos.example.org");
        assertThat(master.addresses()).containsExactly("127.0.0.1", "192.0.2.7");
        assertThat(subject(full, Component.MARATHON).group()).isEqualTo(Groups.MARATHONS);
        assertThat(CertificateObjects.subjects(full, Map.of())).doesNotContainKey(Component.ETCD);
    }

    /** Clients outside would refuse whoever answers under another name. */
    @Test
    void mastersAndMarathonAreKnownByWhateverLeadsToThemFromOutside() {
        Map<Component, Subject> subjects =
                CertificateObjects.subjects(
                        blueprint("exposed.yaml"),
                        Map.of(Component.MASTER, List.of("192.0.2.1", "lb.example.org")));

        Subject master = requireNonNull(subjects.get(Component.MASTER));
        assertThat(master.hosts()).contains("mesos.example.org", "lb.example.org");
        assertThat(master.hosts()).doesNotContain("marathon.example.org");
        assertThat(master.addresses()).contains("192.0.2.1");
        Subject marathon = requireNonNull(subjects.get(Component.MARATHON));
        assertThat(marathon.hosts())
                .containsOnlyOnce("marathon.example.org")
                .contains("*.marathon.example.org")
                .doesNotContain("mesos.example.org", "lb.example.org");
    }

    @Test
    void anIssuerIsAskedForTheAuthorityAndNothingElse() {
        Golden.compare(
                "cluster/issuer.certificate.yaml",
                IssuerObjects.of(blueprint("issuer.yaml")).wanted());
        assertThat(IssuerObjects.of(full).wanted()).isEmpty();
    }

    @Test
    void membersOfEtcdAreKnownByTheirVeryNames() {
        assertThat(subject(blueprint("ha.yaml"), Component.ETCD).hosts())
                .contains("prod-etcd-0.prod-etcd.mesos.svc")
                .noneMatch(host -> host.startsWith("*"));
    }

    @Test
    void whoTakesSnapshotsIsAClientAndServesNobody() {
        Subject taker = subject(blueprint("snapshots.yaml"), Component.SNAPSHOT);
        assertThat(taker.group()).isEqualTo(Groups.SNAPSHOTS);
        assertThat(taker.hosts()).isEmpty();
        assertThat(CertificateObjects.subjects(blueprint("ha.yaml"), Map.of()))
                .doesNotContainKey(Component.SNAPSHOT);
    }

    @Test
    void whatIsGoodStaysAndWhatIsDueIsRenewed() {
        CertificateObjects first =
                CertificateObjects.of(full, Map.of(), authorities, _ -> null, NOW);
        assertThat(first.objects())
                .extracting(HasMetadata::getKind)
                .containsExactly("ConfigMap", "Secret", "Secret");
        assertThat(first.due()).isEqualTo(NOW.plus(Duration.ofHours(6)));
        assertThat(((ConfigMap) first.objects().getFirst()).getData().get("ca.crt"))
                .isEqualTo(authorities.bundle());

        Instant later = NOW.plus(Duration.ofHours(5));
        assertThat(
                        CertificateObjects.of(
                                        full, Map.of(), authorities, secrets(first)::get, later)
                                .objects())
                .isEqualTo(first.objects());

        Instant due = NOW.plus(Duration.ofHours(6));
        CertificateObjects renewed =
                CertificateObjects.of(full, Map.of(), authorities, secrets(first)::get, due);
        assertThat(texts(renewed).get("tls.crt")).isNotEqualTo(texts(first).get("tls.crt"));
        assertThat(renewed.due()).isEqualTo(due.plus(Duration.ofHours(6)));
    }

    @Test
    void whatSomebodyBrokeIsMadeAnew() {
        Map<String, Secret> broken =
                secrets(CertificateObjects.of(full, Map.of(), authorities, _ -> null, NOW));
        requireNonNull(broken.get("prod-master-tls")).getData().remove("tls.key");

        CertificateObjects made =
                CertificateObjects.of(full, Map.of(), authorities, broken::get, NOW);

        assertThat(texts(made)).containsOnlyKeys("tls.crt", "tls.key", "ca.crt");
    }

    private static Map<String, String> texts(CertificateObjects made) {
        return Secrets.texts(requireNonNull(secrets(made).get("prod-master-tls")));
    }
}

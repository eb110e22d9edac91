package io.mesocosm.operator.cluster;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.mesocosm.crds.cluster.MesosClusterStatus.Addresses;
import io.mesocosm.operator.Golden;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.condition.Conditions;
import io.mesocosm.operator.exposure.ExposureObjects;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What leads to a cluster from outside of Kubernetes, and where it is said to be. */
class ExposureTest {
    private static final Blueprint EXPOSED = ClusterObjectsTest.blueprint("exposed.yaml");

    private static List<HasMetadata> ways(Blueprint blueprint) {
        Set<String> leaders = Set.of(blueprint.named("master"), blueprint.named("marathon"));
        return ClusterObjects.of(blueprint, "").stream()
                .filter(o -> o instanceof Service || o instanceof Ingress)
                .filter(o -> leaders.contains(o.getMetadata().getName()))
                .toList();
    }

    @Test
    void allWaysLeadToTheServicesOfLeaders() {
        Golden.compare("cluster/exposed.objects.yaml", ways(EXPOSED));
    }

    @Test
    void routesLeadToTheServicesOfLeaders() {
        Golden.compare("cluster/exposed.routes.yaml", ExposureObjects.routes(EXPOSED).wanted());
    }

    @Test
    void nothingLeadsToAClusterThatDoesNotSaySo() {
        Blueprint least = ClusterObjectsTest.blueprint("least.yaml");

        assertThat(ways(least))
                .hasSize(2)
                .allSatisfy(
                        way ->
                                assertThat(((Service) way).getSpec().getType())
                                        .isEqualTo("ClusterIP"));
        assertThat(ExposureObjects.routes(least).wanted()).isEmpty();
        assertThat(addresses(least).masterOutside()).isNull();
        assertThat(addresses(least).marathonOutside()).isNull();
    }

    private static Addresses addresses(Blueprint blueprint, Service... services) {
        Observed observed =
                new Observed(
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(services),
                        false);
        Conditions conditions = new Conditions(null, 1L, Instant.EPOCH);
        return requireNonNull(ClusterState.of(blueprint, observed, conditions, 1L).addresses());
    }

    @Test
    void theStatusSaysWhereItIsReached() {
        Service master =
                new ServiceBuilder()
                        .withNewMetadata()
                        .withName("prod-master")
                        .endMetadata()
                        .withNewSpec()
                        .addNewPort()
                        .withName("http")
                        .withNodePort(30050)
                        .endPort()
                        .addNewPort()
                        .withName("link")
                        .withNodePort(30055)
                        .endPort()
                        .endSpec()
                        .withNewStatus()
                        .withNewLoadBalancer()
                        .addNewIngress()
                        .withIp("2001:db8::1")
                        .endIngress()
                        .addNewIngress()
                        .withHostname("lb.example.org")
                        .endIngress()
                        .endLoadBalancer()
                        .endStatus()
                        .build();

        assertThat(addresses(EXPOSED, master).masterOutside())
                .containsExactly(
                        "https://[2001:db8::1]:5050",
                        "https://lb.example.org:5050",
                        "https://<node>:30050",
                        "https://mesos.example.org");
        assertThat(addresses(EXPOSED, master).marathonOutside())
                .containsExactly("https://marathon.example.org", "https://*.marathon.example.org");
        assertThat(ExposureObjects.balancers(master))
                .containsExactly("2001:db8::1", "lb.example.org");
    }
}

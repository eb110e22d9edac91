package io.mesocosm.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.mesocosm.operator.Golden;
import io.mesocosm.operator.child.Apply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real API server makes of Services that are exposed, and no longer are. */
@Tag("e2e")
class ExposedServiceTest {
    @TempDir private Path folder;

    private ApiServer server;

    @BeforeEach
    void start() throws IOException {
        server = ApiServer.start(folder);
        server.make("mesos");
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private void apply(String file) {
        byte[] yaml = Golden.text("cluster/" + file).getBytes(StandardCharsets.UTF_8);
        server.client().load(new ByteArrayInputStream(yaml)).items().stream()
                .filter(Service.class::isInstance)
                .filter(ExposedServiceTest::leadsToALeader)
                .forEach(service -> Apply.apply(server.client(), service));
    }

    private static boolean leadsToALeader(HasMetadata service) {
        String name = service.getMetadata().getName();
        return name.equals("prod-master") || name.equals("prod-marathon");
    }

    private Service service(String name) {
        return server.client().services().inNamespace("mesos").withName(name).require();
    }

    @Test
    void isAsBeforeWhenItIsNoLongerExposed() {
        apply("ha.objects.yaml");
        String address = service("prod-master").getSpec().getClusterIP();

        apply("exposed.objects.yaml");
        assertThat(service("prod-master").getSpec().getType()).isEqualTo("LoadBalancer");
        assertThat(service("prod-master").getSpec().getLoadBalancerClass())
                .isEqualTo("example.org/nlb");
        assertThat(service("prod-master").getSpec().getPorts())
                .extracting(ServicePort::getNodePort)
                .contains(30050)
                .doesNotContainNull();
        assertThat(service("prod-marathon").getSpec().getType()).isEqualTo("NodePort");
        assertThat(service("prod-marathon").getSpec().getPorts())
                .extracting(ServicePort::getNodePort)
                .doesNotContainNull();

        apply("ha.objects.yaml");
        assertThat(service("prod-master").getSpec().getType()).isEqualTo("ClusterIP");
        assertThat(service("prod-master").getSpec().getLoadBalancerClass()).isNull();
        assertThat(service("prod-master").getSpec().getClusterIP()).isEqualTo(address);
        assertThat(service("prod-master").getSpec().getPorts())
                .extracting(ServicePort::getNodePort)
                .containsOnlyNulls();
        assertThat(service("prod-master").getMetadata().getAnnotations()).isEmpty();
        assertThat(service("prod-master").getMetadata().getLabels()).doesNotContainKey("team");
        assertThat(service("prod-marathon").getSpec().getPorts())
                .extracting(ServicePort::getNodePort)
                .containsOnlyNulls();
    }
}

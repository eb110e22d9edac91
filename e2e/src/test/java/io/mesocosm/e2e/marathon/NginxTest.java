package io.mesocosm.e2e.marathon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mesocosm.e2e.cluster.Cluster;
import io.mesocosm.e2e.image.Registry;
import io.mesocosm.e2e.machine.Needs;
import io.mesocosm.e2e.machine.Shell;
import io.mesocosm.e2e.wire.Answer;
import io.mesocosm.e2e.wire.Endpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The app.json that every Mesos tutorial starts with, unmodified, and images beside it. */
@Tag("e2e")
@Needs({"root", "crun", "skopeo", "umoci", "docker-registry", "mmdebstrap", "iptables"})
class NginxTest {
    private static final String TUTORIAL =
            """
            {"id":"nginx","cpus":0.2,"mem":20.0,"instances":1,"container":{"type":"DOCKER","docker":{"image":"nginx","network":"BRIDGE","portMappings":[{"containerPort":80,"hostPort":0,"protocol":"tcp"}]}},"healthChecks":[{"protocol":"HTTP","portIndex":0,"path":"/","gracePeriodSeconds":10,"intervalSeconds":5,"timeoutSeconds":5,"maxConsecutiveFailures":3}]}
            """;

    @Order(1)
    @RegisterExtension
    static final Registry REGISTRY = new Registry();

    @Order(2)
    @RegisterExtension
    static final Cluster CLUSTER =
            Cluster.create().withMarathon().agentFlag("--docker_registry=" + REGISTRY.url());

    private final RawMarathon marathon = new RawMarathon(CLUSTER.marathon());

    @AfterEach
    void deletes() {
        marathon.delete("nginx");
    }

    @Test
    void theTutorialsAppAnswersWithNginxsPage() {
        marathon.create(TUTORIAL);
        marathon.awaitHealthy("nginx", 1);

        JsonNode task = marathon.tasks("nginx").getFirst();
        Endpoint address =
                new Endpoint(task.path("host").asText(), task.path("ports").path(0).asInt());
        Answer page = address.get("/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text()).contains("Welcome to nginx!");
        assertThat(Shell.run(CLUSTER.directory(), "curl -fsS http://" + address + "/"))
                .isEqualTo(page.text());
        assertThat(task.path("healthCheckResults").path(0).path("alive").asBoolean()).isTrue();
        assertThat(task.path("ipAddresses").path(0).path("ipAddress").asText())
                .isNotEqualTo("127.0.0.1");
        marathon.awaitNoDeployment();
    }

    /** As DC/OS's services have it: the universal container runtime on the agent's bridge. */
    @Test
    void anImageOfTypeMesosIsReachedThroughTheBridgeToo() {
        marathon.create(
                """
                {"id":"nginx","cpus":0.2,"mem":32,"networks":[{"mode":"container/bridge"}],
                 "container":{"type":"MESOS","docker":{"image":"nginx"},"portMappings":[{"containerPort":80,"hostPort":0}]},
                 "healthChecks":[{"protocol":"MESOS_HTTP","path":"/","gracePeriodSeconds":20,"intervalSeconds":1}]}
                """);
        marathon.awaitHealthy("nginx", 1);
        JsonNode task = marathon.tasks("nginx").getFirst();
        Endpoint address =
                new Endpoint(task.path("host").asText(), task.path("ports").path(0).asInt());
        assertThat(address.get("/").text()).contains("Welcome to nginx!");
        marathon.awaitNoDeployment();
    }

    @Test
    void anImageAlsoRunsOnTheHostsNetworkAndSurvivesTheAgent() {
        marathon.create(
                """
                {"id":"nginx","cmd":"sed -i \\"s/listen 80/listen $PORT0/\\" /etc/nginx/nginx.conf && exec /usr/sbin/nginx -g 'daemon off;'",
                 "cpus":0.2,"mem":32,"container":{"type":"MESOS","docker":{"image":"nginx"}},
                 "healthChecks":[{"protocol":"HTTP","path":"/","gracePeriodSeconds":20,"intervalSeconds":1}]}
                """);
        marathon.awaitHealthy("nginx", 1);
        JsonNode before = marathon.tasks("nginx").getFirst();
        CLUSTER.component("agent").kill();
        Endpoint address =
                new Endpoint(before.path("host").asText(), before.path("ports").path(0).asInt());
        assertThat(address.get("/").text()).contains("Welcome to nginx!");
        CLUSTER.component("agent").start();

        marathon.awaitHealthy("nginx", 1);
        assertThat(marathon.tasks("nginx").getFirst().path("id")).isEqualTo(before.path("id"));
        assertThat(address.get("/").text()).contains("Welcome to nginx!");
    }
}

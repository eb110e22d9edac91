package io.mesocosm.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.mesocosm.operator.Golden;
import io.mesocosm.operator.child.Apply;
import io.mesocosm.operator.child.Elected;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The objects of a cluster with several masters on a real API server, applied over and over. */
@Tag("e2e")
class LeaderSliceTest {
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

    private List<HasMetadata> objects() {
        byte[] yaml = Golden.text("cluster/ha.objects.yaml").getBytes(StandardCharsets.UTF_8);
        return server.client().load(new ByteArrayInputStream(yaml)).items();
    }

    private void applyAll() {
        objects().forEach(object -> Apply.apply(server.client(), object));
    }

    @Test
    void leaderStaysWhereItHasSaidToBeHoweverOftenTheOperatorApplies() {
        applyAll();
        assertThat(Elected.address(slice())).isEmpty();
        lead("10.1.2.3");

        applyAll();

        assertThat(Elected.address(slice())).hasValue("10.1.2.3");
        assertThat(slice().getPorts()).hasSize(1);
        assertThat(slice().getMetadata().getAnnotations()).containsEntry("mesocosm.io/term", "7");
        assertThat(slice().getMetadata().getOwnerReferences()).hasSize(1);
    }

    @Test
    void sliceThatSomebodyDeletedIsMadeAgain() {
        applyAll();
        lead("10.1.2.3");
        server.client().resource(slice()).delete();

        applyAll();

        assertThat(Elected.address(slice())).isEmpty();
        lead("10.1.2.4");
        assertThat(Elected.address(slice())).hasValue("10.1.2.4");
    }

    private EndpointSlice slice() {
        KubernetesClient client = server.client();
        return client.discovery()
                .v1()
                .endpointSlices()
                .inNamespace("mesos")
                .withName("prod-master")
                .require();
    }

    /** As the leader does: what it read, with itself in it. */
    private void lead(String address) {
        server.client()
                .resource(
                        new EndpointSliceBuilder(slice())
                                .editMetadata()
                                .addToAnnotations("mesocosm.io/term", "7")
                                .endMetadata()
                                .addNewEndpoint()
                                .withAddresses(address)
                                .endEndpoint()
                                .addNewPort()
                                .withName("http")
                                .withPort(5050)
                                .withProtocol("TCP")
                                .endPort()
                                .build())
                .update();
    }
}

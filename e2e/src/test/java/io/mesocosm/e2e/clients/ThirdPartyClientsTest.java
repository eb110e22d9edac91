package io.mesocosm.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.e2e.cluster.Cluster;
import io.mesocosm.e2e.machine.Needs;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients from the public registries, as released, against master, agent and Marathon. */
@Tag("e2e")
class ThirdPartyClientsTest {
    @RegisterExtension static final Cluster CLUSTER = Cluster.create().withMarathon();

    @Test
    @Needs("python3")
    void runsTasksAndACustomExecutorOfPymesos() throws IOException {
        assertThat(
                        new PythonClient("pymesos")
                                .run("pymesos_framework.py", CLUSTER.master().toString()))
                .endsWith("ok\n");
    }

    @Test
    @Needs("python3")
    void runsTasksOfAvmesos() throws IOException {
        assertThat(
                        new PythonClient("avmesos")
                                .run("avmesos_framework.py", CLUSTER.master().toString()))
                .endsWith("ok\n");
    }

    @Test
    @Needs("python3")
    void deploysAppsWithTheMarathonClient() throws IOException {
        assertThat(
                        new PythonClient("marathon")
                                .run("marathon_client.py", "http://" + CLUSTER.marathon()))
                .endsWith("ok\n");
    }
}

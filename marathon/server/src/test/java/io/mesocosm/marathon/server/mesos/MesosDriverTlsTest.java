package io.mesocosm.marathon.server.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.http.Authentication;
import io.mesocosm.http.HttpRefusal;
import io.mesocosm.http.HttpServer;
import io.mesocosm.http.HttpServerSettings;
import io.mesocosm.http.Routes;
import io.mesocosm.marathon.server.Identities;
import io.mesocosm.telemetry.Tracing;
import io.mesocosm.tls.Groups;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A master at an https address. */
class MesosDriverTlsTest {

    @TempDir private Path folder;

    @Test
    void knowsMarathonByItsCertificate() throws Exception {
        Authentication masters =
                new Authentication("mesos-master-scheduler", null, Set.of(Groups.MARATHONS));
        Routes routes =
                Routes.forProcess("master")
                        .at(
                                "/api/v1/scheduler",
                                masters.guard(
                                        exchange -> {
                                            throw HttpRefusal.of(
                                                    403, "not today, " + exchange.principal());
                                        }))
                        .build();
        CompletableFuture<String> refused = new CompletableFuture<>();
        try (Identities identities = new Identities(folder);
                HttpServer master =
                        HttpServer.start(
                                new HttpServerSettings("master", "127.0.0.1", 0)
                                        .with(
                                                identities
                                                        .identity("master", Groups.MASTERS)
                                                        .context()),
                                routes);
                MesosDriver driver =
                        new MesosDriver(
                                settings("https://127.0.0.1:" + master.port()),
                                identities.identity("marathon-0", Groups.MARATHONS).context(),
                                Tracing.OFF,
                                refused::complete)) {
            driver.start(null, _ -> {}, () -> true);
            assertThat(refused.get(10, TimeUnit.SECONDS))
                    .endsWith("answered 403: not today, marathon-0");
        }
    }

    private static FrameworkSettings settings(String master) {
        return new FrameworkSettings(
                List.of(master),
                "marathon",
                "root",
                "*",
                60,
                true,
                "localhost",
                null,
                "mesos-bridge",
                null,
                null);
    }
}

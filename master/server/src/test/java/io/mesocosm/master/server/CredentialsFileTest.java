package io.mesocosm.master.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesocosm.http.Credentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running master follows the file of its principals (spec §9). */
class CredentialsFileTest {
    private static final String BOTH =
            """
            {"credentials": [{"principal": "ada", "secret": "s3cret"},
                             {"principal": "grace", "secret": "hopper"}]}
            """;
    private static final String ADA_ALONE =
            """
            {"credentials": [{"principal": "ada", "secret": "s3cret"}]}
            """;

    @TempDir private Path folder;

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
    }

    @Test
    void refusesAPrincipalThatWasRemovedAndGoesOnWithTheOthers() throws Exception {
        Path file = Files.writeString(folder.resolve("credentials.json"), BOTH);
        try (RunningMaster master =
                        RunningMaster.startWith(
                                new MasterSettings.Security(
                                        Credentials.of(file.toString()), true, true, true, null));
                HttpCalls calls = new HttpCalls(master.port())) {
            assertThat(calls.get("/state", "Authorization", basic("grace:hopper")).statusCode())
                    .isEqualTo(200);
            Files.writeString(file, ADA_ALONE);
            await().untilAsserted(
                            () ->
                                    assertThat(
                                                    calls.get(
                                                                    "/state",
                                                                    "Authorization",
                                                                    basic("grace:hopper"))
                                                            .statusCode())
                                            .isEqualTo(401));
            assertThat(calls.get("/state", "Authorization", basic("ada:s3cret")).statusCode())
                    .isEqualTo(200);
        }
    }
}

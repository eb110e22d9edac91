package io.mesocosm.marathon.main;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesocosm.http.Credentials;
import io.mesocosm.marathon.server.Identities;
import io.mesocosm.marathon.server.ServerSettings;
import io.mesocosm.tls.Groups;
import io.mesocosm.tls.TlsFiles;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The flags about TLS, and about who may come in. */
class SecurityFlagsTest {

    private static final String[] TLS = {
        "--tls_cert_file=/x/tls.crt", "--tls_key_file=/x/tls.key", "--tls_ca_file=/x/ca.crt"
    };

    @TempDir private Path folder;

    private static MarathonFlags flags(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--master=https://m:5050", "--hostname=me"));
        all.addAll(List.of(arguments));
        return new MarathonFlags(new Flags(MarathonFlags.all()).arguments(all));
    }

    private static MarathonFlags tls(String... arguments) {
        List<String> all = new ArrayList<>(List.of(TLS));
        all.addAll(List.of(arguments));
        return flags(all.toArray(String[]::new));
    }

    private static String refusal(String... arguments) throws InterruptedException {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code =
                MarathonMain.run(
                        List.of(arguments),
                        Map.of(),
                        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        assertThat(code).isEqualTo(1);
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void serveBothPortsWithAnIdentityAndAreKnownByPlainHttp() {
        MarathonFlags flags = tls();
        assertThat(flags.security().files())
                .isEqualTo(
                        new TlsFiles(
                                Path.of("/x/tls.crt"),
                                Path.of("/x/tls.key"),
                                Path.of("/x/ca.crt")));
        assertThat(flags.server().ports()).isEqualTo(ServerSettings.Ports.DEFAULT);
        assertThat(flags.framework(null).webUiUrl()).isEqualTo("http://me:8080");
        assertThat(flags.server().access().isGuarded()).isFalse();
    }

    @Test
    void serveTlsOnlyAtThePortThatIsAskedFor() {
        MarathonFlags flags = tls("--disable_http", "--https_port=8080");
        assertThat(flags.server().ports()).isEqualTo(new ServerSettings.Ports(8080, 8080, false));
        assertThat(flags.security().port()).isEqualTo(8080);
        assertThat(flags.framework(null).webUiUrl()).isEqualTo("https://me:8080");
        assertThat(flags.server().proxy().anyHost()).isFalse();
        assertThat(tls("--leader_proxy_ssl_ignore_hostname").server().proxy().anyHost()).isTrue();
    }

    @Test
    void serveProbesWhereTheyAreToldTo() {
        assertThat(flags().server().ports().probes()).isNull();
        assertThat(flags("--probe_port=8443").server().ports().probes()).isEqualTo(8443);
        assertThatThrownBy(() -> tls("--probe_port=8443").server())
                .hasMessage(
                        "--probe_port=8443 and --https_port=8443 are one port: give probes another, as 8081");
        assertThat(tls("--disable_http", "--probe_port=8080").server().ports().probes())
                .isEqualTo(8080);
    }

    @Test
    void takeCertificatesForAProofWhereOneIsAskedFor() {
        String[] clients = {Groups.OPERATORS, Groups.USERS, Groups.MARATHONS};
        for (String flag : List.of("--authenticate_http", "--http_credentials=me:secret")) {
            MarathonFlags flags = tls(flag);
            assertThat(flags.server().access().groups()).containsExactlyInAnyOrder(clients);
            assertThat(flags.security().url("me")).isEqualTo("https://me:8443");
        }
        MarathonFlags basic = flags("--authenticate_http", "--http_credentials=me:secret");
        assertThat(basic.server().access().groups()).isEmpty();
        assertThat(basic.server().access().isGuarded()).isTrue();
        assertThat(basic.security().url("me")).isEqualTo("http://me:8080");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --tls_cert_file=x            | give all three of --tls_cert_file, --tls_key_file and --tls_ca_file, or none
                    --disable_http               | --disable_http leaves nothing to serve without TLS
                    --authenticate_http          | --authenticate_http leaves nobody a way to prove who they are
                    --ssl_keystore_path=/x.jks   | give the same as PEM files by --tls_cert_file
                    --ssl_keystore_password=x    | give the same as PEM files by --tls_cert_file
                    --http_credentials=nobody    | Flag --http_credentials needs user:password
                    --http_credentials_file=/no  | Flag --http_credentials_file cannot be used: '/no' is missing
                    --probe_port=8080            | --probe_port=8080 and --http_port=8080 are one port
                    --probe_port=x               | Flag --probe_port needs a whole number
                    """)
    void areRefusedWithAWayOut(String flag, String said) throws InterruptedException {
        assertThat(refusal("--master=m:5050", flag)).contains(said);
    }

    @Test
    void takeSeveralUsersFromAFileAndNoOtherBesideIt() throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("credentials.json"),
                        """
                        {"credentials": [{"principal": "me", "secret": "a"},
                                         {"principal": "you", "secret": "b"}]}
                        """);
        ServerSettings settings =
                flags("--authenticate_http", "--http_credentials_file=" + file).server();
        assertThat(settings.access().isGuarded()).isTrue();
        Credentials credentials = requireNonNull(settings.access().credentials());
        assertThat(credentials.match("me", "a") && credentials.match("you", "b")).isTrue();
        assertThat(tls("--http_credentials_file=" + file).security().groups()).isNotEmpty();
        assertThat(
                        refusal(
                                "--master=m:5050",
                                "--http_credentials=me:a",
                                "--http_credentials_file=" + file))
                .contains("exclude each other");
    }

    @Test
    void nameTheFileThatIsMissing() throws Exception {
        try (Identities identities = new Identities(folder)) {
            TlsFiles files = identities.write("marathon", Groups.MARATHONS);
            assertThat(
                            refusal(
                                    "--master=m:5050",
                                    "--tls_cert_file=" + files.certificate(),
                                    "--tls_key_file=" + folder.resolve("none.key"),
                                    "--tls_ca_file=" + files.authorities()))
                    .contains("none.key for TLS is missing or cannot be read by this user");
        }
    }
}

package io.mesocosm.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesocosm.tls.CertificateAuthority;
import io.mesocosm.tls.Keys;
import io.mesocosm.tls.Leaf;
import io.mesocosm.tls.Subject;
import io.mesocosm.tls.TlsFiles;
import io.mesocosm.tls.TlsIdentity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over TLS a client is who its certificate says, or who its credentials say, or nobody. */
final class HttpsTest {
    @TempDir private Path folder;
    private final CertificateAuthority authority = authority("ours");
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private HttpServer server;

    private static CertificateAuthority authority(String name) {
        return CertificateAuthority.create(name, Duration.ofDays(1), Instant.now());
    }

    @BeforeEach
    void start() throws IOException {
        Authentication authentication =
                new Authentication(
                        "realm", new Credentials(Map.of("ada", "s3cret")), Set.of("tests"));
        Routes routes =
                Routes.forProcess("")
                        .at(
                                "/who",
                                authentication.guard(
                                        exchange ->
                                                exchange.setHeader("X-Group", "" + exchange.group())
                                                        .text(200, "" + exchange.principal())))
                        .at("/open", exchange -> exchange.text(200, "open"))
                        .build();
        server =
                HttpServer.start(
                        new HttpServerSettings("test", "127.0.0.1", 0)
                                .with(identity("server", authority).context()),
                        routes);
        opened.push(server);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private TlsIdentity identity(String name, CertificateAuthority signer) throws IOException {
        return identity(name, "tests", signer);
    }

    private TlsIdentity identity(String name, String group, CertificateAuthority signer)
            throws IOException {
        KeyPair keys = Keys.generate();
        TlsFiles files = TlsFiles.in(Files.createDirectories(folder.resolve(name)));
        files.write(
                new Leaf(
                        signer.issue(
                                new Subject(
                                        name, group, List.of("localhost"), List.of("127.0.0.1")),
                                keys.getPublic(),
                                Duration.ofHours(1),
                                Instant.now()),
                        Keys.pem(keys),
                        authority.certificatePem()));
        TlsIdentity identity = TlsIdentity.open(files);
        opened.push(identity);
        return identity;
    }

    private HttpResponse<String> get(SSLContext client, String path, String... headers)
            throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newBuilder().sslContext(client).build()) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + path));
            if (headers.length > 0) {
                request.headers(headers);
            }
            return http.send(request.build(), BodyHandlers.ofString());
        }
    }

    /** A client that trusts the server and has no certificate. */
    private SSLContext anonymous() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {identity("trusting", authority).trust()}, null);
        return context;
    }

    @Test
    void certificateSaysWhoTheClientIs() throws Exception {
        HttpResponse<String> answer = get(identity("grace", authority).context(), "/who");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("grace");
        assertThat(answer.headers().firstValue("X-Group")).contains("tests");
    }

    @Test
    void certificateOfAnotherGroupSaysNothing() throws Exception {
        SSLContext other = identity("grace", "others", authority).context();
        assertThat(get(other, "/who").statusCode()).isEqualTo(401);
        assertThat(get(other, "/open").body()).isEqualTo("open");
    }

    @Test
    void credentialsDoSoWithoutACertificate() throws Exception {
        HttpResponse<String> answer =
                get(anonymous(), "/who", "Authorization", "Basic YWRhOnMzY3JldA==");
        assertThat(answer.body()).isEqualTo("ada");
        assertThat(answer.headers().firstValue("X-Group")).contains("null");
    }

    @Test
    void clientWithNeitherIsAskedForThem() throws Exception {
        HttpResponse<String> answer = get(anonymous(), "/who");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
                .contains("Basic realm=\"realm\"");
        assertThat(get(anonymous(), "/open").body()).isEqualTo("open");
    }

    @Test
    void certificateOfAnotherAuthorityIsNoConnection() throws Exception {
        SSLContext stranger = identity("stranger", authority("other")).context();
        assertThatThrownBy(() -> get(stranger, "/open")).isInstanceOf(IOException.class);
    }

    @Test
    void plainHttpIsToldThatItIsWrongAndNotServed() throws Exception {
        try (RawConnection client = new RawConnection(server.port())) {
            RawConnection.Answer answer = client.get("/open");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).isEqualTo("This port speaks TLS: use https://");
        }
    }
}

package io.mesocosm.telemetry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A collector that proves who it is by an authority of its own, and asks for the same. */
class CertificatesTest {
    private static final String PASSWORD = "changeit";

    @TempDir private Path folder;
    private final Map<String, String> bodies = new ConcurrentHashMap<>();
    private HttpsServer collector;

    @BeforeEach
    void startCollector() throws Exception {
        KeyStore store = keys();
        write("cert.pem", "CERTIFICATE", store.getCertificate("own").getEncoded());
        write("key.pem", "PRIVATE KEY", store.getKey("own", PASSWORD.toCharArray()).getEncoded());
        collector =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        SSLContext context = context(store);
        collector.setHttpsConfigurator(
                new HttpsConfigurator(context) {
                    @Override
                    public void configure(HttpsParameters parameters) {
                        SSLParameters asked = context.getDefaultSSLParameters();
                        asked.setNeedClientAuth(true);
                        parameters.setSSLParameters(asked);
                    }
                });
        collector.createContext(
                "/",
                exchange -> {
                    String path = exchange.getRequestURI().getPath();
                    String body = new String(exchange.getRequestBody().readAllBytes(), ISO_8859_1);
                    bodies.merge(path, body, String::concat);
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        collector.start();
    }

    @AfterEach
    void stopCollector() {
        collector.stop(0);
    }

    private KeyStore keys() throws Exception {
        Path file = folder.resolve("own.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "own",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=collector",
                                "-ext",
                                "san=ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                PASSWORD)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("keytool.txt").toFile())
                        .start();
        assertThat(keytool.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    }

    private static SSLContext context(KeyStore store) throws GeneralSecurityException {
        KeyManagerFactory own =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(store, PASSWORD.toCharArray());
        KeyStore known = KeyStore.getInstance("PKCS12");
        try {
            known.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
        known.setCertificateEntry("client", store.getCertificate("own"));
        TrustManagerFactory trusted =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(known);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private void write(String file, String kind, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder().encodeToString(content);
        Files.writeString(
                folder.resolve(file),
                "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(kind, text, kind));
    }

    @Test
    void getsMetricsAndSpansFromWhoTrustsItByFileAndShowsACertificate() {
        Map<String, String> environment =
                Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT",
                        "https://127.0.0.1:" + collector.getAddress().getPort(),
                        "OTEL_METRIC_EXPORT_INTERVAL",
                        "50",
                        "OTEL_EXPORTER_OTLP_CERTIFICATE",
                        folder.resolve("cert.pem").toString(),
                        "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE",
                        folder.resolve("cert.pem").toString(),
                        "OTEL_EXPORTER_OTLP_CLIENT_KEY",
                        folder.resolve("key.pem").toString());
        try (Telemetry telemetry = Telemetry.start("it", "1", environment)) {
            telemetry.shows(() -> Map.of("master/tasks_running", 3.0));
            telemetry.traces().getTracer("t").spanBuilder("a-launch").startSpan().end();
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () ->
                                    assertThat(bodies.getOrDefault("/v1/metrics", ""))
                                            .contains("master/tasks_running"));
        }
        assertThat(bodies.getOrDefault("/v1/traces", "")).contains("a-launch");
    }
}

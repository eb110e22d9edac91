package io.mesocosm.leader;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A Service's EndpointSlice at the Kubernetes API server, as a pod's ServiceAccount sees it. */
final class ApiServer implements EndpointSlices {
    private static final Path MOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI slice;
    private final Path token;
    private final HttpClient client;
    private final String name;

    ApiServer(URI server, Path mount, String namespace, String service) throws IOException {
        this.slice =
                server.resolve(
                        "/apis/discovery.k8s.io/v1/namespaces/%s/endpointslices/%s"
                                .formatted(namespace, service));
        this.name = "service=" + namespace + "/" + service;
        this.token = mount.resolve("token");
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(PATIENCE);
        if ("https".equals(server.getScheme())) {
            builder.sslContext(trusting(mount.resolve("ca.crt")));
        }
        this.client = builder.build();
    }

    static ApiServer ofPod(Map<String, String> environment, String namespace, String service)
            throws IOException {
        String host = environment.get("KUBERNETES_SERVICE_HOST");
        if (host == null || !Files.exists(MOUNT.resolve("token"))) {
            throw new IOException(
                    "a leader's service can be kept from a pod only, with its ServiceAccount's token in "
                            + MOUNT);
        }
        String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
        String authority = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return new ApiServer(
                URI.create("https://" + authority + ":" + port), MOUNT, namespace, service);
    }

    private static SSLContext trusting(Path authorities) throws IOException {
        try (InputStream file = Files.newInputStream(authorities)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (Certificate one :
                    CertificateFactory.getInstance("X.509").generateCertificates(file)) {
                trusted.setCertificateEntry("authority-" + trusted.size(), one);
            }
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(authorities + " holds no certificates that can be trusted", e);
        }
    }

    @Override
    public ObjectNode read() throws IOException, InterruptedException {
        return send("GET", null);
    }

    @Override
    public void replace(ObjectNode next) throws IOException, InterruptedException {
        var _ = send("PUT", next);
    }

    private ObjectNode send(String method, @Nullable ObjectNode body)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(slice)
                        .timeout(PATIENCE)
                        .header("Authorization", "Bearer " + token())
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json")
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                        .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString(UTF_8));
        if (answer.statusCode() != 200) {
            throw new IOException(
                    "%s answered %d: %s"
                            .formatted(method, answer.statusCode(), message(answer.body())));
        }
        return requireNonNull((ObjectNode) JSON.readTree(answer.body()));
    }

    /** It is renewed on the disk while the pod runs. */
    private String token() throws IOException {
        try {
            return Files.readString(token, UTF_8).strip();
        } catch (NoSuchFileException e) {
            throw new IOException("there is no token in " + token, e);
        }
    }

    private static String message(String body) {
        try {
            JsonNode status = JSON.readTree(body);
            return status.path("message").asText(body);
        } catch (JsonProcessingException e) {
            return body;
        }
    }

    @Override
    public String toString() {
        return name;
    }
}

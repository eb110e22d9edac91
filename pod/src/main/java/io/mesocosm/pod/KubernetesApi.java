package io.mesocosm.pod;

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

/** The Kubernetes API server, as a pod's ServiceAccount sees it. Any thread. */
public final class KubernetesApi {
    private static final Path MOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int NOT_FOUND = 404;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI server;
    private final Path token;
    private final HttpClient client;

    /**
     * @param mount folder with the files {@code token} and, for https, {@code ca.crt}
     * @throws IOException when the authorities cannot be read
     */
    public KubernetesApi(URI server, Path mount) throws IOException {
        this.server = requireNonNull(server, "server");
        this.token = mount.resolve("token");
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(PATIENCE);
        if ("https".equals(server.getScheme())) {
            builder.sslContext(trusting(mount.resolve("ca.crt")));
        }
        this.client = builder.build();
    }

    /**
     * The API server of the cluster that this pod is in.
     *
     * @param purpose what needs it, for the message
     * @param environment the process's: it says where the API server is
     * @throws IOException when this is no pod, or its ServiceAccount's token is not mounted
     */
    public static KubernetesApi ofPod(String purpose, Map<String, String> environment)
            throws IOException {
        String host = environment.get("KUBERNETES_SERVICE_HOST");
        if (host == null || !Files.exists(MOUNT.resolve("token"))) {
            throw new IOException(
                    "%s from a pod only, with its ServiceAccount's token in %s"
                            .formatted(purpose, MOUNT));
        }
        String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
        String authority = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return new KubernetesApi(URI.create("https://" + authority + ":" + port), MOUNT);
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

    /**
     * The object at that path.
     *
     * @throws IOException when there is none, or it cannot be read
     */
    public ObjectNode get(String path) throws IOException, InterruptedException {
        ObjectNode found = find(path);
        if (found == null) {
            throw new IOException("GET %s answered 404: it is not there".formatted(path));
        }
        return found;
    }

    /**
     * The object at that path; null where there is none.
     *
     * @throws IOException when it cannot be read
     */
    public @Nullable ObjectNode find(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = send("GET", path, null);
        return answer.statusCode() == NOT_FOUND ? null : read("GET", answer);
    }

    /** Makes an object in the collection at that path; the answer is the object as it was made. */
    public ObjectNode post(String path, ObjectNode object)
            throws IOException, InterruptedException {
        return read("POST", send("POST", path, object));
    }

    /** Replaces the object at that path, if nobody has since it was read. */
    public ObjectNode put(String path, ObjectNode object) throws IOException, InterruptedException {
        return read("PUT", send("PUT", path, object));
    }

    private HttpResponse<String> send(String method, String path, @Nullable ObjectNode body)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(server.resolve(path))
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
        return client.send(request, BodyHandlers.ofString(UTF_8));
    }

    private static ObjectNode read(String method, HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() / 100 != 2) {
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
}

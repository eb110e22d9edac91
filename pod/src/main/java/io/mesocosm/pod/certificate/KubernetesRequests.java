package io.mesocosm.pod.certificate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.pod.KubernetesApi;
import java.io.IOException;
import java.util.Base64;
import java.util.List;

/** CertificateSigningRequests (certificates.k8s.io/v1), which the pod may make and get. */
record KubernetesRequests(KubernetesApi api) implements SigningRequests {
    private static final String PATH = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
    private static final List<String> USAGES =
            List.of("digital signature", "client auth", "server auth");

    @Override
    public String ask(String signer, String request) throws IOException, InterruptedException {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("apiVersion", "certificates.k8s.io/v1").put("kind", "CertificateSigningRequest");
        object.putObject("metadata").put("generateName", "mesocosm-agent-");
        ObjectNode spec = object.putObject("spec");
        spec.put("signerName", signer).put("request", encode(request));
        ArrayNode usages = spec.putArray("usages");
        USAGES.forEach(usages::add);
        return api.post(PATH, object).path("metadata").path("name").asText();
    }

    private static String encode(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    @Override
    public Answer read(String name) throws IOException, InterruptedException {
        ObjectNode found = api.find(PATH + "/" + name);
        if (found == null) {
            return new Answer.Gone();
        }
        JsonNode status = found.path("status");
        for (JsonNode condition : status.path("conditions")) {
            String type = condition.path("type").asText();
            if (type.equals("Denied") || type.equals("Failed")) {
                return new Answer.Refused(
                        "%s (%s)"
                                .formatted(
                                        condition.path("message").asText(),
                                        condition.path("reason").asText()));
            }
        }
        String certificate = status.path("certificate").asText();
        return certificate.isEmpty()
                ? new Answer.Waiting()
                : new Answer.Signed(new String(Base64.getDecoder().decode(certificate), UTF_8));
    }
}

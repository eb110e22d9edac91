package io.mesocosm.operator.child;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** Secrets and the texts in them. */
public final class Secrets {
    private Secrets() {}

    public static Secret of(ObjectMeta meta, String type, Map<String, String> texts) {
        Map<String, String> data = new TreeMap<>();
        texts.forEach(
                (key, text) ->
                        data.put(key, Base64.getEncoder().encodeToString(text.getBytes(UTF_8))));
        return new SecretBuilder().withMetadata(meta).withType(type).withData(data).build();
    }

    /** The texts of a Secret as the API server returns it. */
    public static Map<String, String> texts(Secret secret) {
        Map<String, String> texts = new TreeMap<>();
        Map<String, String> data = secret.getData();
        if (data != null) {
            data.forEach(
                    (key, base64) ->
                            texts.put(key, new String(Base64.getDecoder().decode(base64), UTF_8)));
        }
        return texts;
    }
}

package io.mesocosm.agent.server.executor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.executor.ExecutorKey;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The tokens by which executors prove who they are: JSON Web Tokens with a signature by HMAC-SHA256
 * and the claims fid, eid and cid (spec §9). Whoever has the key can make and read them, also an
 * agent that comes back. Any thread.
 */
public final class ExecutorTokens {
    private static final String HMAC = "HmacSHA256";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final SecretKeySpec key;

    /**
     * @param key of any length but none
     */
    public ExecutorTokens(byte[] key) {
        this.key = new SecretKeySpec(requireNonNull(key, "key"), HMAC);
    }

    /** Of which executor a token is, in which container; null what it does not claim. */
    record Claims(
            @Nullable String frameworkId, @Nullable String executorId, @Nullable String container) {

        boolean are(ExecutorKey executor, ContainerId id) {
            return executor.frameworkId().equals(frameworkId)
                    && executor.executorId().equals(executorId)
                    && id.value().equals(container);
        }
    }

    /** The token of an executor. */
    public String of(ExecutorKey executor, ContainerId container) {
        String header = JSON.createObjectNode().put("alg", "HS256").put("typ", "JWT").toString();
        String payload =
                JSON.createObjectNode()
                        .put("fid", executor.frameworkId())
                        .put("eid", executor.executorId())
                        .put("cid", container.value())
                        .toString();
        String signed = encode(header.getBytes(UTF_8)) + "." + encode(payload.getBytes(UTF_8));
        return signed + "." + encode(signature(signed));
    }

    /** What a token claims; empty for one that was not signed by this key, or not for now. */
    Optional<Claims> read(String token, Instant now) {
        List<String> parts = List.of(token.split("\\.", -1));
        if (parts.size() != 3) {
            return Optional.empty();
        }
        try {
            byte[] expected = signature(parts.get(0) + "." + parts.get(1));
            if (!MessageDigest.isEqual(Base64.getUrlDecoder().decode(parts.get(2)), expected)) {
                return Optional.empty();
            }
            JsonNode header = JSON.readTree(Base64.getUrlDecoder().decode(parts.get(0)));
            JsonNode payload = JSON.readTree(Base64.getUrlDecoder().decode(parts.get(1)));
            boolean over =
                    payload.has("exp") && payload.path("exp").asLong() <= now.getEpochSecond();
            return over || !header.path("alg").asText().equals("HS256")
                    ? Optional.empty()
                    : Optional.of(
                            new Claims(
                                    text(payload, "fid"),
                                    text(payload, "eid"),
                                    text(payload, "cid")));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static @Nullable String text(JsonNode payload, String claim) {
        return payload.path(claim).textValue();
    }

    private static String encode(byte[] bytes) {
        return ENCODER.encodeToString(bytes);
    }

    private byte[] signature(String signed) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(signed.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }
}

package io.mesocosm.http;

import static java.util.Objects.requireNonNull;

import io.mesocosm.protocol.json.JsonException;
import io.mesocosm.protocol.json.MesosJson;
import io.mesocosm.protocol.v1.Credential;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Principals and their secrets, in Mesos's form (spec §9): {@code {"credentials": [{"principal",
 * "secret"}]}}. Those of a file can be followed: it is read again when it changes, and a file that
 * cannot be used leaves in force what was read before. Any thread.
 */
public final class Credentials {
    private static final Logger LOG = LoggerFactory.getLogger(Credentials.class);
    private static final Duration CHECK = Duration.ofSeconds(2);

    /** What no secret has, for principals that are not known. */
    private static final byte[] NONE = new byte[32];

    private final @Nullable Path file;
    private String seen; // of whoever follows, once one does
    private volatile Map<String, byte[]> digests;

    /** For ever these. */
    public Credentials(Map<String, String> secretsByPrincipal) {
        this.file = null;
        this.seen = "";
        this.digests = digests(secretsByPrincipal);
    }

    private Credentials(@Nullable Path file, String text) throws IOException {
        this.file = file;
        this.seen = text;
        this.digests = digests(parse(text));
    }

    /**
     * Those that a flag gives.
     *
     * @param value a file's path or, for ever the same, the JSON itself
     * @throws IOException when they cannot be read; the text says why
     */
    public static Credentials of(String value) throws IOException {
        if (value.startsWith("{")) {
            return new Credentials(null, value);
        }
        return of(Path.of(value));
    }

    /**
     * Those of a file.
     *
     * @throws IOException when they cannot be read; the text says why
     */
    public static Credentials of(Path file) throws IOException {
        return new Credentials(file, read(file));
    }

    private static String read(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException("'" + file + "' is missing or cannot be read by this user");
        }
        return Files.readString(file);
    }

    private static Map<String, String> parse(String text) throws IOException {
        Map<String, String> secrets = new HashMap<>();
        try {
            for (Credential one :
                    MesosJson.parse(text, io.mesocosm.protocol.v1.Credentials.getDefaultInstance())
                            .getCredentialsList()) {
                if (one.getSecret().isEmpty()) {
                    throw new IOException("'" + one.getPrincipal() + "' has no secret");
                }
                secrets.put(one.getPrincipal(), one.getSecret());
            }
            return secrets;
        } catch (JsonException e) {
            throw new IOException(
                    "they are not of the form {\"credentials\": [{\"principal\": …, \"secret\": …}]}: "
                            + e.getMessage(),
                    e);
        }
    }

    /** What reads a file again until it is closed. */
    public interface Following extends AutoCloseable {
        @Override
        void close();
    }

    /** Looks every two seconds whether the file has changed, until what is returned is closed. */
    public Following follow() {
        return follow(CHECK);
    }

    Following follow(Duration check) {
        Path followed = file;
        if (followed == null) {
            return () -> {};
        }
        ScheduledExecutorService reader =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("credentials").daemon().factory());
        var _ =
                reader.scheduleWithFixedDelay(
                        () -> lookAgain(followed),
                        check.toMillis(),
                        check.toMillis(),
                        TimeUnit.MILLISECONDS);
        return reader::shutdownNow;
    }

    private void lookAgain(Path followed) {
        String now;
        try {
            now = read(followed);
        } catch (IOException | RuntimeException e) {
            complain(followed, "", e);
            return;
        }
        if (now.equals(seen)) {
            return;
        }
        try {
            Map<String, byte[]> next = digests(parse(now));
            seen = now;
            digests = next;
            LOG.info("credentials={} principals={} read again", followed, next.size());
        } catch (IOException | RuntimeException e) {
            complain(followed, now, e);
        }
    }

    /** Once for each state that the file is in. */
    private void complain(Path followed, String now, Exception e) {
        if (!now.equals(seen)) {
            seen = now;
            LOG.error(
                    "credentials={} not read again, what was read before stays in force: {}",
                    followed,
                    e.getMessage());
        }
    }

    /** Whether the secret is the principal's; takes the same time wherever they differ. */
    public boolean match(String principal, String secret) {
        byte[] expected = digests.get(requireNonNull(principal, "principal"));
        boolean same = MessageDigest.isEqual(digest(secret), expected == null ? NONE : expected);
        return expected != null && same;
    }

    private static Map<String, byte[]> digests(Map<String, String> secrets) {
        Map<String, byte[]> digests = new HashMap<>();
        secrets.forEach((principal, secret) -> digests.put(principal, digest(secret)));
        return Map.copyOf(digests);
    }

    /** Of one length for all, so that a comparison does not tell a secret's. */
    private static byte[] digest(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

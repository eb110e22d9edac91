package io.mesocosm.tls;

import static java.util.Objects.requireNonNull;

import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.AdvancedTlsX509TrustManager.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process's certificate and key, and the authorities that it trusts, read again while it runs:
 * connections made after a renewal show the new certificate, those that are open stay. Files that
 * cannot be used leave what was read before in force. Any thread.
 */
public final class TlsIdentity implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsIdentity.class);
    private static final Duration CHECK = Duration.ofSeconds(2);

    private final String source;
    private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
    private final AdvancedTlsX509TrustManager trust;
    private final Map<String, AdvancedTlsX509TrustManager> groups = new HashMap<>();
    private final SSLContext context;
    private final ScheduledExecutorService reader =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("tls-files").daemon().factory());

    private volatile @Nullable X509Certificate leaf;
    private @Nullable Leaf seen; // of the reader, once it has begun

    private TlsIdentity(String source) throws GeneralSecurityException {
        this.source = source;
        trust =
                AdvancedTlsX509TrustManager.newBuilder()
                        .setVerification(Verification.CERTIFICATE_AND_HOST_NAME_VERIFICATION)
                        .build();
        context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, null);
    }

    /**
     * An identity that is kept in memory only.
     *
     * @throws IllegalArgumentException when it cannot be used
     */
    public static TlsIdentity of(Leaf leaf) {
        try {
            TlsIdentity identity = new TlsIdentity("in memory");
            identity.take(leaf);
            return identity;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("no identity for TLS: " + e.getMessage(), e);
        }
    }

    /**
     * Goes on with another certificate and other authorities; what cannot be used changes nothing.
     *
     * @throws IllegalArgumentException when it cannot be used
     */
    public synchronized void renew(Leaf next) {
        try {
            if (!next.equals(seen)) {
                take(next);
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("no identity for TLS: " + e.getMessage(), e);
        }
    }

    /**
     * Reads the files, and looks every two seconds whether they have changed.
     *
     * @throws IOException when one is missing or cannot be used; the text says which and why
     */
    public static TlsIdentity open(TlsFiles files) throws IOException {
        return open(files, CHECK);
    }

    static TlsIdentity open(TlsFiles files, Duration check) throws IOException {
        requireNonNull(files, "files");
        for (Path file : List.of(files.certificate(), files.key(), files.authorities())) {
            if (!Files.isReadable(file)) {
                throw new IOException(
                        "the file %s for TLS is missing or cannot be read by this user"
                                .formatted(file));
            }
        }
        try {
            TlsIdentity identity = new TlsIdentity(files.certificate().toString());
            identity.follow(files, check);
            return identity;
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw new IOException(
                    "the files for TLS (certificate %s, key %s, authorities %s) cannot be used: %s; they must be PEM, the key without a password"
                            .formatted(
                                    files.certificate(),
                                    files.key(),
                                    files.authorities(),
                                    e.getMessage()),
                    e);
        }
    }

    private void follow(TlsFiles files, Duration check)
            throws GeneralSecurityException, IOException {
        boolean done = false;
        try {
            take(texts(files));
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
        var _ =
                reader.scheduleWithFixedDelay(
                        () -> lookAgain(files),
                        check.toMillis(),
                        check.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private static Leaf texts(TlsFiles files) throws IOException {
        return new Leaf(
                Files.readString(files.certificate()),
                Files.readString(files.key()),
                Files.readString(files.authorities()));
    }

    private void lookAgain(TlsFiles files) {
        try {
            Leaf now = texts(files);
            if (now.equals(seen)) {
                return;
            }
            // Also when it fails: files that are wrong are told of once.
            seen = now;
            take(now);
            LOG.info("certificate={} expires={} read again", source, expires());
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            LOG.error(
                    "certificate={} not read again, what was read before stays in force: {}",
                    source,
                    e.getMessage());
        }
    }

    private synchronized void take(Leaf texts) throws GeneralSecurityException, IOException {
        List<X509Certificate> chain = Pem.certificates(texts.certificate());
        List<X509Certificate> authorities = Pem.certificates(texts.bundle());
        PrivateKey key = Pem.key(texts.key());
        if (chain.isEmpty() || authorities.isEmpty()) {
            throw new IllegalArgumentException("one of the files holds no certificate");
        }
        Keys.requirePair(chain.getFirst().getPublicKey(), key);
        // Trust first: it is what others' renewals wait for.
        trust.updateTrustCredentials(authorities.toArray(X509Certificate[]::new));
        for (AdvancedTlsX509TrustManager group : groups.values()) {
            group.updateTrustCredentials(authorities.toArray(X509Certificate[]::new));
        }
        keys.updateIdentityCredentials(chain.toArray(X509Certificate[]::new), key);
        leaf = chain.getFirst();
        seen = texts;
    }

    /** For servers and clients of this identity; the same for all its life. */
    public SSLContext context() {
        return context;
    }

    /** For gRPC. */
    public X509ExtendedKeyManager keys() {
        return keys;
    }

    /** For gRPC. */
    public X509ExtendedTrustManager trust() {
        return trust;
    }

    /**
     * Trusts who has a certificate of that group, whatever its name: components know each other by
     * what they are, and dial addresses that no certificate foresees.
     *
     * @param group one of {@link Groups}
     */
    public synchronized X509ExtendedTrustManager trustOf(String group) {
        return groups.computeIfAbsent(group, this::trusting);
    }

    private AdvancedTlsX509TrustManager trusting(String group) {
        try {
            AdvancedTlsX509TrustManager manager =
                    AdvancedTlsX509TrustManager.newBuilder()
                            .setVerification(Verification.CERTIFICATE_ONLY_VERIFICATION)
                            .setSslSocketAndEnginePeerVerifier(new GroupVerifier(group))
                            .build();
            manager.updateTrustCredentials(trust.getAcceptedIssuers());
            return manager;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("what was trusted before is no longer", e);
        }
    }

    /** Until when the present certificate is good. */
    public Instant expires() {
        return requireNonNull(leaf).getNotAfter().toInstant();
    }

    /** Reads no more; what was read stays in force. */
    @Override
    public void close() {
        reader.shutdownNow();
    }
}

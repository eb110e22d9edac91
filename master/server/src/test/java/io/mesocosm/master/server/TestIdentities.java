package io.mesocosm.master.server;

import io.mesocosm.tls.Authorities;
import io.mesocosm.tls.Leaf;
import io.mesocosm.tls.Subject;
import io.mesocosm.tls.TlsFiles;
import io.mesocosm.tls.TlsIdentity;
import io.mesocosm.tls.Validity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority for one test, and those whom it has signed for. */
final class TestIdentities implements AutoCloseable {
    private static final Duration LIFE = Duration.ofHours(1);

    private final Path folder;
    private final Authorities authorities =
            Authorities.create(
                    "tests",
                    "",
                    new Authorities.Durations(
                            Duration.ofDays(3), Validity.of(LIFE), Duration.ofMinutes(1)),
                    Instant.now());
    private final Deque<TlsIdentity> opened = new ArrayDeque<>();

    TestIdentities(Path folder) {
        this.folder = folder;
    }

    /** A certificate for this machine's loopback, its key and the authority, as files. */
    TlsFiles files(String name, String group) throws IOException {
        return files(new Subject(name, group, List.of("localhost"), List.of("127.0.0.1")));
    }

    TlsFiles files(Subject subject) throws IOException {
        TlsFiles files = TlsFiles.in(Files.createDirectories(folder.resolve(subject.name())));
        files.write(Leaf.at(Instant.now(), subject, authorities, Validity.of(LIFE), null));
        return files;
    }

    TlsIdentity of(String name, String group) throws IOException {
        return open(files(name, group));
    }

    TlsIdentity of(Subject subject) throws IOException {
        return open(files(subject));
    }

    private TlsIdentity open(TlsFiles files) throws IOException {
        TlsIdentity identity = TlsIdentity.open(files);
        opened.push(identity);
        return identity;
    }

    /** Who trusts the authority and shows nothing. */
    SSLContext nobody() throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (var in = Files.newInputStream(files("any", "any").authorities())) {
            trusted.setCertificateEntry(
                    "tests", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @Override
    public void close() {
        opened.forEach(TlsIdentity::close);
    }
}

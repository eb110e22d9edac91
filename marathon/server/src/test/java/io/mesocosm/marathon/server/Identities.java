package io.mesocosm.marathon.server;

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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Identities of one cluster for this machine's own names, in files below a folder. */
public final class Identities implements AutoCloseable {

    private final Path folder;
    private final Authorities authorities =
            Authorities.create(
                    "tests",
                    "",
                    new Authorities.Durations(
                            Duration.ofDays(3),
                            Validity.of(Duration.ofHours(1)),
                            Duration.ofMinutes(1)),
                    Instant.now());
    private final Deque<TlsIdentity> opened = new ArrayDeque<>();

    public Identities(Path folder) {
        this.folder = folder;
    }

    /** Files of a new identity, good for an hour. */
    public TlsFiles write(String name, String group) throws IOException {
        return write(name, group, Duration.ofHours(1));
    }

    /** Files of a new identity, or of one that is renewed. */
    public TlsFiles write(String name, String group, Duration life) throws IOException {
        Subject subject = new Subject(name, group, List.of("localhost"), List.of("127.0.0.1"));
        TlsFiles files = TlsFiles.in(Files.createDirectories(folder.resolve(name)));
        files.write(Leaf.at(Instant.now(), subject, authorities, Validity.of(life), null));
        return files;
    }

    /** A new identity, good for an hour. */
    public TlsIdentity identity(String name, String group) throws IOException {
        TlsIdentity identity = TlsIdentity.open(write(name, group));
        opened.push(identity);
        return identity;
    }

    /** Trusts this cluster's servers, and shows no certificate. */
    public SSLContext anonymous() throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLS");
        TlsIdentity trusting = identity("trusting", "none");
        context.init(null, new TrustManager[] {trusting.trust()}, null);
        return context;
    }

    @Override
    public void close() {
        opened.forEach(TlsIdentity::close);
    }
}

package io.mesocosm.e2e.secure;

import io.mesocosm.e2e.machine.Shell;
import io.mesocosm.e2e.wire.Access;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An authority of a test's own, and what it signs, all by openssl. */
final class Certificates {
    private final Path folder;

    private Certificates(Path folder) {
        this.folder = folder;
    }

    /** A new authority in a folder of its own. */
    static Certificates create() {
        try {
            Certificates made = new Certificates(Files.createTempDirectory("msc-tls"));
            made.openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ca.key");
            made.openssl("req -x509 -new -key ca.key -subj /CN=ca -days 1 -out ca.crt");
            return made;
        } catch (IOException e) {
            throw new IllegalStateException("no folder for certificates", e);
        }
    }

    /**
     * A certificate and its key, put in the place of those that the name has, as it is done in
     * earnest: whoever reads them meanwhile may find a key and a certificate that do not match.
     *
     * @param group the organization, which tells what kind of component it is
     * @param address the one IP address that it is for
     */
    Certificates issue(String name, String group, String address) {
        Shell.run(
                folder,
                """
                openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out %1$s.key.new
                openssl req -new -key %1$s.key.new -subj /O=%2$s/CN=%1$s -out %1$s.csr
                openssl x509 -req -in %1$s.csr -CA ca.crt -CAkey ca.key -days 1 -out %1$s.crt.new \
                  -extfile <(echo subjectAltName=IP:%3$s; echo extendedKeyUsage=serverAuth,clientAuth)
                mv %1$s.key.new %1$s.key
                mv %1$s.crt.new %1$s.crt
                """
                        .formatted(name, group, address));
        return this;
    }

    private void openssl(String arguments) {
        Shell.run(folder, "openssl " + arguments);
    }

    Path authority() {
        return folder.resolve("ca.crt");
    }

    Path certificate(String name) {
        return folder.resolve(name + ".crt");
    }

    /** The flags by which master and agent take a certificate. */
    List<String> flags(String name) {
        return List.of(
                "--tls_cert_file=" + certificate(name),
                "--tls_key_file=" + folder.resolve(name + ".key"),
                "--tls_ca_file=" + authority());
    }

    /** A client that shows this certificate. */
    Access of(String name) {
        return Access.by(certificate(name), folder.resolve(name + ".key"), authority());
    }

    /** A client that shows none. */
    Access ofNobody() {
        return Access.trusting(authority());
    }

    void remove() {
        Shell.run(folder, List.of("rm", "-rf", folder.toString()));
    }
}

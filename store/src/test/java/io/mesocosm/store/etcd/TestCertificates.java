package io.mesocosm.store.etcd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Certificates made by openssl for one test: a CA and what it signs. */
final class TestCertificates {
    private final Path folder;
    private final String ca;

    /**
     * Makes the CA.
     *
     * @param ca its name, and that of its files
     */
    TestCertificates(Path folder, String ca) throws IOException, InterruptedException {
        this.folder = folder;
        this.ca = ca;
        key(ca);
        openssl("req", "-x509", "-new", "-key", ca + ".key", "-subj", "/CN=" + ca, "-days", "1")
                .out(ca + ".crt");
    }

    /** Makes a certificate for loopback, good for either end, and its key in PKCS#8. */
    EtcdTls issue(String name) throws IOException, InterruptedException {
        key(name);
        openssl("req", "-new", "-key", name + ".key", "-subj", "/CN=" + name).out(name + ".csr");
        Files.writeString(
                folder.resolve(name + ".ext"),
                "subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n");
        openssl(
                        "x509",
                        "-req",
                        "-in",
                        name + ".csr",
                        "-CA",
                        ca + ".crt",
                        "-CAkey",
                        ca + ".key",
                        "-CAcreateserial",
                        "-days",
                        "1",
                        "-extfile",
                        name + ".ext")
                .out(name + ".crt");
        return new EtcdTls(file(ca + ".crt"), file(name + ".crt"), file(name + ".key"));
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    private void key(String name) throws IOException, InterruptedException {
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
                .out(name + ".key");
    }

    private Command openssl(String... arguments) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(Arrays.asList(arguments));
        return output -> {
            command.addAll(List.of("-out", output));
            Path log = folder.resolve("openssl.log");
            Process process =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            if (process.waitFor() != 0) {
                throw new IOException(command + " has failed: " + Files.readString(log));
            }
        };
    }

    /** A command of openssl that lacks only its output. */
    @FunctionalInterface
    private interface Command {
        void out(String file) throws IOException, InterruptedException;
    }
}

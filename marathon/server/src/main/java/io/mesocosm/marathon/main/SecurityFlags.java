package io.mesocosm.marathon.main;

import io.mesocosm.http.Credentials;
import io.mesocosm.marathon.main.Flags.Flag;
import io.mesocosm.marathon.main.Flags.Misuse;
import io.mesocosm.marathon.server.ServerSettings;
import io.mesocosm.tls.Groups;
import io.mesocosm.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The flags about TLS, and about who may come in. */
final class SecurityFlags {

    /** Whose certificates make them clients: a fellow Marathon passes others' requests on. */
    private static final Set<String> CLIENTS =
            Set.of(Groups.OPERATORS, Groups.USERS, Groups.MARATHONS);

    static final List<Flag> ALL =
            List.of(
                    new Flag(
                            "https_port", "8443", "The port for TLS, served with --tls_cert_file."),
                    new Flag("disable_http", "false", "Serve TLS only."),
                    new Flag(
                            "probe_port",
                            null,
                            "A port of /ping, /ready and /metrics over plain HTTP for whoever asks,"
                                    + " answered by this Marathon itself whether it leads or not."
                                    + " A flag of Mesocosm's own."),
                    new Flag(
                            "tls_cert_file",
                            null,
                            "This Marathon's certificate and its chain (PEM), for both ends of a"
                                    + " connection: it serves by it, and shows it to masters at https"
                                    + " addresses and to the Marathon that leads. A flag of Mesocosm's"
                                    + " own, as are the next three; read again when the files change."),
                    new Flag("tls_key_file", null, "The key of that certificate (PEM)."),
                    new Flag("tls_ca_file", null, "The authorities that are trusted (PEM)."),
                    new Flag(
                            "authenticate_http",
                            "false",
                            "Answer those only, but at /ping and /ready, who prove who they are: by"
                                    + " a certificate of the organization mesocosm:operators,"
                                    + " mesocosm:users or mesocosm:marathons, or by"
                                    + " --http_credentials or --http_credentials_file, which ask"
                                    + " for a proof by themselves."),
                    new Flag("http_credentials", null, "user:password, for HTTP Basic."),
                    new Flag(
                            "http_credentials_file",
                            null,
                            "A file of several, in Mesos's form: {\"credentials\": [{\"principal\": …,"
                                    + " \"secret\": …}]}; read again when it changes. A flag of"
                                    + " Mesocosm's own."),
                    new Flag(
                            "leader_proxy_ssl_ignore_hostname",
                            "false",
                            "Trust the leader by a certificate of mesocosm:marathons for any host."),
                    new Flag("ssl_keystore_path", null, "Not taken; see --tls_cert_file."),
                    new Flag("ssl_keystore_password", null, "Not taken; see --tls_cert_file."));

    private final Flags flags;
    private final @Nullable TlsFiles files;

    /**
     * @throws IllegalArgumentException when files are missing
     * @throws Misuse when flags contradict each other
     */
    SecurityFlags(Flags flags) {
        this.flags = flags;
        this.files =
                TlsFiles.of(
                        flags.text("tls_cert_file"),
                        flags.text("tls_key_file"),
                        flags.text("tls_ca_file"));
        if (flags.text("ssl_keystore_path") != null
                || flags.text("ssl_keystore_password") != null) {
            throw new Misuse(
                    "--ssl_keystore_path and --ssl_keystore_password name a Java keystore, which is not read here: give the same as PEM files by --tls_cert_file, --tls_key_file and --tls_ca_file");
        }
        if (flags.isOn("disable_http") && files == null) {
            throw new Misuse(
                    "--disable_http leaves nothing to serve without TLS: give --tls_cert_file, --tls_key_file and --tls_ca_file, or leave it out");
        }
        if (flags.text("http_credentials") != null && flags.text("http_credentials_file") != null) {
            throw new Misuse(
                    "--http_credentials and --http_credentials_file exclude each other: put the one user into the file, and leave --http_credentials out");
        }
        if (flags.isOn("authenticate_http") && files == null && !hasCredentials()) {
            throw new Misuse(
                    "--authenticate_http leaves nobody a way to prove who they are: give --tls_cert_file, --tls_key_file and --tls_ca_file for certificates, or --http_credentials=user:password, or --http_credentials_file=FILE");
        }
    }

    /** Where this Marathon's identity lies; null for plain HTTP. */
    @Nullable TlsFiles files() {
        return files;
    }

    ServerSettings.Ports ports() {
        return new ServerSettings.Ports(
                flags.integer("http_port"),
                flags.integer("https_port"),
                !flags.isOn("disable_http"),
                probePort());
    }

    private @Nullable Integer probePort() {
        if (flags.text("probe_port") == null) {
            return null;
        }
        int port = flags.integer("probe_port");
        if (!flags.isOn("disable_http")) {
            requireAnother(port, "http_port");
        }
        if (files != null) {
            requireAnother(port, "https_port");
        }
        return port;
    }

    private void requireAnother(int port, String flag) {
        if (port != 0 && port == flags.integer(flag)) {
            throw new Misuse(
                    "--probe_port=%d and --%s=%d are one port: give probes another, as 8081"
                            .formatted(port, flag, port));
        }
    }

    /** Who may prove by HTTP Basic to be whom; null for nobody. */
    @Nullable Credentials credentials() {
        String file = flags.text("http_credentials_file");
        if (file != null) {
            return read(file);
        }
        String pair = flags.text("http_credentials");
        if (pair == null) {
            return null;
        }
        int colon = pair.indexOf(':');
        if (colon < 1) {
            throw new Misuse("Flag --http_credentials needs user:password");
        }
        return new Credentials(Map.of(pair.substring(0, colon), pair.substring(colon + 1)));
    }

    private static Credentials read(String file) {
        try {
            return Credentials.of(Path.of(file));
        } catch (IOException e) {
            throw new Misuse("Flag --http_credentials_file cannot be used: " + e.getMessage());
        }
    }

    /** Whose certificates are a proof, where one is asked for. */
    Set<String> groups() {
        return files != null && isGuarded() ? CLIENTS : Set.of();
    }

    private boolean isGuarded() {
        return flags.isOn("authenticate_http") || hasCredentials();
    }

    private boolean hasCredentials() {
        return flags.text("http_credentials") != null
                || flags.text("http_credentials_file") != null;
    }

    /** The port by which others know this Marathon. */
    int port() {
        return isKnownByTls() ? flags.integer("https_port") : flags.integer("http_port");
    }

    /** How others know this Marathon, by this name. */
    String url(String hostname) {
        return (isKnownByTls() ? "https://" : "http://") + hostname + ":" + port();
    }

    private boolean isKnownByTls() {
        return files != null && (flags.isOn("disable_http") || isGuarded());
    }
}

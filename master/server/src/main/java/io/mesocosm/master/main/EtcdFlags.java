package io.mesocosm.master.main;

import static java.util.Objects.requireNonNull;

import io.mesocosm.protocol.duration.MesosDuration;
import io.mesocosm.store.etcd.EtcdOptions;
import io.mesocosm.store.etcd.EtcdTls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the options of etcd of the flags that begin so. */
final class EtcdFlags {
    private static final List<String> FILES =
            List.of("etcd_ca_file", "etcd_cert_file", "etcd_key_file");

    private final Map<String, String> flags;

    EtcdFlags(Map<String, String> flags) {
        this.flags = flags;
    }

    /** Null when no etcd is given. */
    @Nullable EtcdOptions read() {
        String members = flags.get("etcd");
        if (members == null) {
            refuseOthers();
            return null;
        }
        if (!"replicated_log".equals(flags.get("registry"))) {
            throw new FlagException(
                    "flags '--etcd' and '--registry=%s' exclude each other: the registry lies in etcd; leave --registry out"
                            .formatted(flags.get("registry")));
        }
        try {
            EtcdOptions options =
                    EtcdOptions.of(
                                    Arrays.stream(members.split(",", -1))
                                            .map(String::strip)
                                            .toList())
                            .withPrefix(value("etcd_prefix"))
                            .withTtl(sessionTimeout());
            EtcdTls files = files();
            return files == null ? options : options.withTls(files);
        } catch (IllegalArgumentException e) {
            throw new FlagException(
                    "flag '--etcd=%s', '--etcd_prefix=%s' or '--etcd_session_timeout=%s' cannot be used: %s"
                            .formatted(
                                    members,
                                    value("etcd_prefix"),
                                    value("etcd_session_timeout"),
                                    e.getMessage()));
        }
    }

    private Duration sessionTimeout() {
        try {
            return MesosDuration.parse(value("etcd_session_timeout"));
        } catch (IllegalArgumentException e) {
            throw new FlagException("flag '--etcd_session_timeout': " + e.getMessage());
        }
    }

    private @Nullable EtcdTls files() {
        List<String> missing = FILES.stream().filter(name -> !flags.containsKey(name)).toList();
        if (missing.size() == FILES.size()) {
            return null;
        }
        if (!missing.isEmpty()) {
            throw new FlagException(
                    "flag '--%s' is missing: TLS with etcd needs all three of --etcd_ca_file, --etcd_cert_file and --etcd_key_file, plain text none"
                            .formatted(missing.getFirst()));
        }
        return new EtcdTls(
                Path.of(value("etcd_ca_file")),
                Path.of(value("etcd_cert_file")),
                Path.of(value("etcd_key_file")));
    }

    private void refuseOthers() {
        for (String name : FILES) {
            refuse(name, null);
        }
        refuse("leader_service", null);
        refuse("etcd_prefix", MasterFlags.ETCD_PREFIX);
        refuse("etcd_session_timeout", MasterFlags.ETCD_SESSION_TIMEOUT);
    }

    private void refuse(String name, @Nullable String initial) {
        String given = flags.get(name);
        if (given != null && !given.equals(initial)) {
            throw new FlagException(
                    "flag '--%s=%s' has no sense without etcd: give --etcd=host:port,host:port..., or leave it out"
                            .formatted(name, given));
        }
    }

    private String value(String name) {
        return requireNonNull(flags.get(name), name);
    }
}

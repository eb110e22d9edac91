package io.mesocosm.master.main;

import io.mesocosm.http.Credentials;
import io.mesocosm.master.core.MasterConfig;
import io.mesocosm.master.core.authorization.Authorizer;
import io.mesocosm.master.server.MasterSettings;
import io.mesocosm.protocol.duration.MesosDuration;
import io.mesocosm.protocol.json.JsonException;
import io.mesocosm.protocol.json.MesosJson;
import io.mesocosm.protocol.v1.DomainInfo;
import io.mesocosm.store.etcd.EtcdOptions;
import io.mesocosm.tls.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes a master's settings of its flags. */
final class SettingsReader {
    private final Map<String, String> flags;

    SettingsReader(Map<String, String> flags) {
        this.flags = flags;
    }

    MasterSettings read(String masterId, long seed) {
        EtcdOptions etcd = new EtcdFlags(flags).read();
        return new MasterSettings(
                core(masterId, seed),
                addresses(),
                etcd == null ? registry() : null,
                etcd,
                flags.get("cluster"),
                domain(),
                security(),
                number("max_operator_event_stream_subscribers"),
                flags.containsKey("log_dir")
                        ? Path.of(text("log_dir"), "mesos-master.log").toAbsolutePath()
                        : null,
                shown());
    }

    /** What is told to those who may see flags: whose passwords are in one, must not be told. */
    private Map<String, String> shown() {
        Map<String, String> shown = new TreeMap<>(flags);
        shown.computeIfPresent(
                "credentials", (_, value) -> value.startsWith("{") ? "(not shown)" : value);
        return shown;
    }

    private MasterConfig core(String masterId, long seed) {
        return new MasterConfig(
                masterId,
                Duration.ofSeconds(15),
                duration("allocation_interval"),
                duration("agent_ping_timeout"),
                number("max_agent_ping_timeouts"),
                duration("agent_reregister_timeout"),
                removalRate(),
                flags.containsKey("offer_timeout") ? duration("offer_timeout") : null,
                flags.containsKey("roles") ? Set.copyOf(list("roles")) : null,
                is("root_submissions"),
                number("max_completed_frameworks"),
                number("max_completed_tasks_per_framework"),
                number("max_unreachable_tasks_per_framework"),
                duration("registry_max_agent_age"),
                number("registry_max_agent_count"),
                duration("registry_gc_interval"),
                new MasterConfig.AllocatorOptions(
                        is("filter_gpu_resources"),
                        Set.copyOf(list("fair_sharing_excluded_resource_names")),
                        text("min_allocatable_resources"),
                        whitelist(),
                        region(),
                        seed),
                flags.containsKey("acls") ? AclsReader.read(text("acls")) : Authorizer.OPEN);
    }

    private MasterSettings.Addresses addresses() {
        String ip = text("ip");
        String advertised = flags.getOrDefault("advertise_ip", ip);
        if (advertised.equals("0.0.0.0")) {
            advertised = ownAddress();
        }
        return new MasterSettings.Addresses(
                ip,
                port("port"),
                port("agent_link_port"),
                hostname(advertised),
                advertised,
                probePort());
    }

    private @Nullable Integer probePort() {
        if (!flags.containsKey("probe_port")) {
            return null;
        }
        int port = port("probe_port");
        for (String other : List.of("port", "agent_link_port")) {
            if (port != 0 && port == port(other)) {
                throw new FlagException(
                        "flags '--probe_port=%d' and '--%s=%d' are one port: give probes another"
                                .formatted(port, other, port));
            }
        }
        return port;
    }

    private String hostname(String ip) {
        String given = flags.get("hostname");
        if (given != null) {
            return given;
        }
        try {
            return is("hostname_lookup") ? InetAddress.getByName(ip).getHostName() : ip;
        } catch (UnknownHostException e) {
            throw new FlagException("flag '--ip=" + ip + "' is no address");
        }
    }

    private static String ownAddress() {
        try {
            return InetAddress.getLocalHost().getHostAddress();
        } catch (UnknownHostException e) {
            throw new FlagException(
                    "this machine's own address is not known: give --advertise_ip or --ip");
        }
    }

    private @Nullable Path registry() {
        return switch (text("registry")) {
            case "in_memory" -> null;
            case "replicated_log" -> {
                if (!flags.containsKey("work_dir")) {
                    throw new FlagException(
                            "flag '--work_dir' is needed: the registry lies there (or give --etcd=host:port,... which keeps it, or --registry=in_memory, which forgets)");
                }
                yield Path.of(text("work_dir"), "registry.mv").toAbsolutePath();
            }
            default ->
                    throw new FlagException(
                            "flag '--registry' is replicated_log or in_memory, not '"
                                    + text("registry")
                                    + "'");
        };
    }

    private MasterSettings.Security security() {
        Credentials credentials = flags.containsKey("credentials") ? credentials() : null;
        MasterSettings.Security security =
                new MasterSettings.Security(
                        credentials,
                        is("authenticate_http_readonly"),
                        is("authenticate_http_readwrite"),
                        is("authenticate_http_frameworks"),
                        tls());
        if (credentials == null
                && security.tls() == null
                && (security.readonly() || security.readwrite() || security.frameworks())) {
            throw new FlagException(
                    "HTTP authentication is asked for and there are no credentials: give --credentials=FILE, or --tls_cert_file and its companions to tell clients by their certificates");
        }
        return security;
    }

    private @Nullable TlsFiles tls() {
        try {
            return TlsFiles.of(
                    flags.get("tls_cert_file"),
                    flags.get("tls_key_file"),
                    flags.get("tls_ca_file"));
        } catch (IllegalArgumentException e) {
            throw new FlagException(String.valueOf(e.getMessage()));
        }
    }

    private Credentials credentials() {
        try {
            return Credentials.of(text("credentials"));
        } catch (IOException e) {
            throw new FlagException("flag '--credentials' cannot be read: " + e.getMessage());
        }
    }

    private @Nullable String region() {
        DomainInfo domain = domain();
        return domain == null ? null : domain.getFaultDomain().getRegion().getName();
    }

    private @Nullable DomainInfo domain() {
        if (!flags.containsKey("domain")) {
            return null;
        }
        try {
            return MesosJson.parse(text("domain"), DomainInfo.getDefaultInstance());
        } catch (JsonException e) {
            throw new FlagException("flag '--domain' is no DomainInfo: " + e.getMessage());
        }
    }

    private @Nullable Set<String> whitelist() {
        String file = flags.get("whitelist");
        if (file == null || file.equals("*")) {
            return null;
        }
        try {
            Set<String> hostnames = new LinkedHashSet<>();
            String text = Files.exists(Path.of(file)) ? Files.readString(Path.of(file)) : file;
            text.lines().map(String::strip).filter(l -> !l.isEmpty()).forEach(hostnames::add);
            return hostnames;
        } catch (IOException e) {
            throw new FlagException("flag '--whitelist' cannot be read: " + e);
        }
    }

    private MasterConfig.@Nullable RemovalRate removalRate() {
        String rate = flags.get("agent_removal_rate_limit");
        if (rate == null) {
            return null;
        }
        int slash = rate.indexOf('/');
        try {
            return new MasterConfig.RemovalRate(
                    Integer.parseInt(rate.substring(0, slash)),
                    MesosDuration.parse(rate.substring(slash + 1)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new FlagException(
                    "flag '--agent_removal_rate_limit' is written 1/10mins, not '" + rate + "'");
        }
    }

    private Duration duration(String name) {
        try {
            return MesosDuration.parse(text(name));
        } catch (IllegalArgumentException e) {
            throw new FlagException("flag '--" + name + "': " + e.getMessage());
        }
    }

    private int port(String name) {
        int port = number(name);
        if (port > 65535) {
            throw new FlagException("flag '--" + name + "' is no port: " + port);
        }
        return port;
    }

    private int number(String name) {
        try {
            int number = Integer.parseInt(text(name));
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new FlagException(
                "flag '--%s' is a number from 0 on, not '%s'".formatted(name, text(name)));
    }

    private boolean is(String name) {
        return text(name).equals("true");
    }

    private Set<String> list(String name) {
        Set<String> items = new LinkedHashSet<>();
        Arrays.stream(flags.getOrDefault(name, "").split(",", -1))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .forEach(items::add);
        return items;
    }

    private String text(String name) {
        String value = flags.get(name);
        if (value == null) {
            throw new FlagException("flag '--" + name + "' is needed");
        }
        return value;
    }
}

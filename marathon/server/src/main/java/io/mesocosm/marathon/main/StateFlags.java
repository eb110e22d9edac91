package io.mesocosm.marathon.main;

import io.mesocosm.marathon.main.Flags.Flag;
import io.mesocosm.marathon.main.Flags.Misuse;
import io.mesocosm.store.etcd.EtcdOptions;
import io.mesocosm.store.etcd.EtcdTls;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The flags about where the state is kept and who learns of the leader. */
final class StateFlags {

    private static final int SECOND_MILLIS = 1000;

    /** Entries may be large, and what is read at once must fit into one message. */
    private static final int PAGE = 64;

    private static final List<String> TLS =
            List.of("etcd_ca_file", "etcd_cert_file", "etcd_key_file");

    static final List<Flag> ALL =
            List.of(
                    new Flag(
                            "etcd",
                            null,
                            "etcd's members, host:port by commas: the state is kept there, and of"
                                    + " all Marathons with the same etcd and prefix one leads while"
                                    + " the others stand by."),
                    new Flag("etcd_prefix", "/mesocosm/", "What the cluster's keys start with."),
                    new Flag(
                            "etcd_session_timeout",
                            "2000",
                            "Milliseconds, whole seconds: how long a leader is waited for that"
                                    + " etcd hears nothing of."),
                    new Flag("etcd_ca_file", null, "Who signs etcd's certificates (PEM)."),
                    new Flag("etcd_cert_file", null, "The certificate for etcd (PEM)."),
                    new Flag("etcd_key_file", null, "The key of that certificate (PEM, PKCS#8)."),
                    new Flag(
                            "leader_service",
                            null,
                            "NAMESPACE/NAME of the Kubernetes Service that is to point at the"
                                    + " leader; in a pod, with --etcd."),
                    new Flag(
                            "advertise_ip",
                            null,
                            "Where --leader_service is to point; this pod's own address by"
                                    + " default."));

    private final Flags flags;
    private final String address;

    /**
     * @param address where this Marathon listens
     * @throws Misuse when flags contradict each other
     */
    StateFlags(Flags flags, String address) {
        this.flags = flags;
        this.address = address;
        if (flags.text("etcd") == null) {
            requireNothingOfEtcd();
        } else {
            requireWhatEtcdNeeds();
        }
    }

    private void requireNothingOfEtcd() {
        for (Flag flag : ALL) {
            if (flags.isGiven(flag.name()) && !flag.name().equals("etcd")) {
                throw new Misuse(
                        "--%s is for several Marathons that share their state in etcd: name its members by --etcd=host:port,…, or leave --%s out"
                                .formatted(flag.name(), flag.name()));
            }
        }
    }

    private void requireWhatEtcdNeeds() {
        if (flags.isGiven("work_dir")) {
            throw new Misuse(
                    "--work_dir and --etcd exclude each other, the state is kept in one place: leave --work_dir out to use what is in etcd, or --etcd to use what is in "
                            + flags.text("work_dir"));
        }
        if (flags.text("hostname") == null && (address.equals("0.0.0.0") || address.equals("::"))) {
            throw new Misuse(
                    "--etcd needs --hostname when Marathon listens on all addresses ("
                            + address
                            + "): the name or address by which the other Marathons reach this one");
        }
        long tls = TLS.stream().filter(flag -> flags.text(flag) != null).count();
        if (tls != 0 && tls != TLS.size()) {
            throw new Misuse(
                    "--etcd_ca_file, --etcd_cert_file and --etcd_key_file belong together: give all three for mutual TLS, or none for plain text");
        }
        if (flags.text("leader_service") == null && flags.text("advertise_ip") != null) {
            throw new Misuse(
                    "--advertise_ip is what --leader_service is to point at: give --leader_service=NAMESPACE/NAME too, or leave --advertise_ip out");
        }
    }

    /** Where etcd is and how it is used; nothing for a Marathon of its own. */
    Optional<EtcdOptions> etcd() {
        String members = flags.text("etcd");
        if (members == null) {
            return Optional.empty();
        }
        EtcdOptions options =
                EtcdOptions.of(Arrays.stream(members.split(",", -1)).map(String::strip).toList())
                        .withPrefix(flags.required("etcd_prefix"))
                        .withTtl(sessionTimeout())
                        .withPage(PAGE);
        return Optional.of(
                flags.text("etcd_ca_file") == null
                        ? options
                        : options.withTls(
                                new EtcdTls(
                                        Path.of(flags.required("etcd_ca_file")),
                                        Path.of(flags.required("etcd_cert_file")),
                                        Path.of(flags.required("etcd_key_file")))));
    }

    private Duration sessionTimeout() {
        int millis = flags.integer("etcd_session_timeout");
        if (millis < SECOND_MILLIS || millis % SECOND_MILLIS != 0) {
            throw new Misuse(
                    "--etcd_session_timeout is in milliseconds and etcd counts whole seconds: 2000, 3000, …, not "
                            + millis);
        }
        return Duration.ofMillis(millis);
    }

    /** Where a Marathon of its own keeps its state. */
    Path workDir() {
        return Path.of(flags.required("work_dir"));
    }

    /** The Service that points at the leader, NAMESPACE/NAME. */
    Optional<String> leaderService() {
        return Optional.ofNullable(flags.text("leader_service"));
    }

    /**
     * Where the Service is to point.
     *
     * @throws Misuse when that is not given and this machine has no address but its loopback's
     */
    String advertisedIp() {
        String given = flags.text("advertise_ip");
        if (given != null) {
            return given;
        }
        try {
            InetAddress own = InetAddress.getLocalHost();
            if (!own.isLoopbackAddress()) {
                return own.getHostAddress();
            }
        } catch (UnknownHostException e) {
            // Said below.
        }
        throw new Misuse(
                "--leader_service needs --advertise_ip here: this machine's own address is not to be found out");
    }
}
